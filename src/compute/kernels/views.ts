import type { CastAttrs, ExpandDimsAttrs, ReshapeAttrs, TileAttrs, TransposeAttrs } from "@tensorflow/tfjs";
import { type Lazy, materialise, reshape, splatElement } from "../trace/lazy.ts";
import { numericType } from "../trace/backend.ts";
import { sizeOf } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { castTo } from "./elementwise.ts";

/** The same elements in another shape; one size may be -1. */
export function reshapeTo({ graph, inputs: { x }, attrs }: KernelCall<ReshapeAttrs>): Lazy {
  const known = sizeOf(attrs.shape.filter((size) => size !== -1));
  const shape = attrs.shape.map((size) => (size === -1 ? sizeOf(x.shape) / known : size));
  return reshape(graph, x, shape);
}

/** A new axis of size 1. */
export function expandDims({ graph, inputs: { input }, attrs }: KernelCall<ExpandDimsAttrs>): Lazy {
  const dim = attrs.dim < 0 ? input.shape.length + attrs.dim + 1 : attrs.dim;
  return reshape(graph, input, [...input.shape.slice(0, dim), 1, ...input.shape.slice(dim)]);
}

/** The tensor itself. */
export function identity({ inputs: { x } }: KernelCall<unknown>): Lazy {
  return x;
}

/** Elements converted to another type; float to int32 truncates. */
export function cast({ graph, inputs: { x }, attrs }: KernelCall<CastAttrs>): Lazy {
  return castTo(graph, x, numericType(attrs.dtype));
}

/** Axes in another order. */
export function transpose({ graph, inputs: { x }, attrs }: KernelCall<TransposeAttrs>): Lazy {
  const { perm } = attrs;
  const shape = perm.map((axis) => x.shape[axis]);
  if (perm.every((axis, i) => axis === i)) return x;
  if (splatElement(x) !== undefined) return { value: x.value, shape };
  return { value: graph.add("Transpose", [materialise(graph, x)], { perm }, { shape, dtype: x.value.dtype }), shape };
}

/** The tensor repeated along axes. tf.broadcastTo arrives here too, as repetitions of axes of size 1. */
export function tile({ graph, inputs: { x }, attrs }: KernelCall<TileAttrs>): Lazy {
  const shape = x.shape.map((size, axis) => size * attrs.reps[axis]);
  if (x.shape.every((size, axis) => size === 1 || attrs.reps[axis] === 1)) return { value: x.value, shape };
  const operands = [materialise(graph, x), graph.integers(attrs.reps)];
  return { value: graph.add("Tile", operands, {}, { shape, dtype: x.value.dtype }), shape };
}
