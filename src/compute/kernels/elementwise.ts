import type { DType } from "../types.ts";
import { elementType } from "../onnx/element-type.ts";
import { type Attributes, type Graph, type ValueType, tensorDtype } from "../trace/graph.ts";
import { type Lazy, splat, splatElement } from "../trace/lazy.ts";
import { broadcastShapes } from "../trace/shape.ts";

/** Appends an elementwise operator; operands broadcast as in NumPy and stay lazy. The result has `dtype`. */
export function elementwise(
  graph: Graph,
  op: string,
  operands: readonly Lazy[],
  dtype: ValueType,
  attributes: Attributes = {},
): Lazy {
  const values = operands.map((operand) => operand.value);
  const value = graph.add(op, values, attributes, { shape: broadcastShapes(values.map((v) => v.shape)), dtype });
  return { value, shape: broadcastShapes(operands.map((operand) => operand.shape)) };
}

/** The result when every operand is a tensor of equal elements: computed now, in float32 as the device would. */
export function foldSplats(
  graph: Graph,
  fold: (...elements: number[]) => number,
  operands: readonly Lazy[],
  dtype: ValueType,
): Lazy | undefined {
  const elements = operands.map(splatElement);
  if (!elements.every((element) => element !== undefined)) return undefined;
  const result = fold(...elements);
  const shape = broadcastShapes(operands.map((operand) => operand.shape));
  return splat(graph, dtype === "float32" ? Math.fround(result) : result, { shape, dtype });
}

/** The element type of a traced tensor. */
export function dtypeOf(lazy: Lazy): DType {
  return tensorDtype(lazy.value);
}

/** A float32 constant that broadcasts. */
export function scalar(graph: Graph, element: number, dtype: DType = "float32"): Lazy {
  return splat(graph, element, { shape: [], dtype });
}

/** Elements converted to `dtype`; the same tensor when it has that type. */
export function castTo(graph: Graph, x: Lazy, dtype: ValueType): Lazy {
  if (x.value.dtype === dtype) return x;
  const fold = dtype === "bool" ? (e: number) => (e === 0 ? 0 : 1) : dtype === "int32" ? Math.trunc : Number;
  return foldSplats(graph, fold, [x], dtype) ?? elementwise(graph, "Cast", [x], dtype, { to: elementType[dtype] });
}
