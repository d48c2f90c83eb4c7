import type { Graph, Value } from "./graph.ts";
import { isScalarConstant } from "./graph.ts";
import { sameShape, sizeOf } from "./shape.ts";

/**
 * What a traced tensor stands for: `value` broadcast to `shape`. Filled tensors and broadcasts therefore cost nothing until an
 * operator needs every element in place.
 */
export interface Lazy {
  readonly value: Value;
  readonly shape: readonly number[];
}

/** A tensor of equal elements. */
export function splat(graph: Graph, element: number, like: { shape: readonly number[]; dtype: Value["dtype"] }): Lazy {
  return { value: graph.constant([element], [], like.dtype), shape: like.shape };
}

/** The element of a tensor whose elements are known to be equal, else undefined. */
export function splatElement(lazy: Lazy): number | undefined {
  return isScalarConstant(lazy.value) ? lazy.value.constant?.[0] : undefined;
}

/** The value with every element in place. */
export function materialise(graph: Graph, lazy: Lazy): Value {
  const { value, shape } = lazy;
  if (sameShape(value.shape, shape)) return value;
  if (sizeOf(value.shape) === sizeOf(shape)) return reshapeValue(graph, value, shape);
  return graph.add("Expand", [value, graph.integers(shape)], {}, { shape, dtype: value.dtype });
}

/** The same elements in another shape. */
export function reshape(graph: Graph, lazy: Lazy, shape: readonly number[]): Lazy {
  if (sameShape(lazy.shape, shape)) return lazy;
  if (splatElement(lazy) !== undefined) return { value: lazy.value, shape };
  const full = materialise(graph, lazy);
  return { value: reshapeValue(graph, full, shape), shape };
}

/** Elements in another shape; a reshape of a reshape goes back to the first value. */
export function reshapeValue(graph: Graph, value: Value, shape: readonly number[]): Value {
  const origin = value.node?.op === "Reshape" ? value.node.inputs[0] : value;
  if (sameShape(origin.shape, shape)) return origin;
  return graph.add("Reshape", [origin, graph.integers(shape)], {}, { shape, dtype: value.dtype });
}
