import type { ArgMaxAttrs, CumsumAttrs, TopKAttrs } from "@tensorflow/tfjs";
import type { DType } from "../types.ts";
import type { Graph } from "../trace/graph.ts";
import { type Lazy, materialise, splat, splatElement } from "../trace/lazy.ts";
import { sizeOf } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { elementType } from "../onnx/element-type.ts";
import { castTo, dtypeOf } from "./elementwise.ts";

/** The reduction kernels of tf.js call their axes by either name. */
export interface ReduceAttrs {
  readonly axis?: number | number[] | null;
  readonly reductionIndices?: number | number[] | null;
  readonly keepDims?: boolean;
}

/** A kernel that reduces over axes with one ONNX operator. */
export function reduction(op: "ReduceSum" | "ReduceMean" | "ReduceMax" | "ReduceMin" | "ReduceProd") {
  return ({ graph, inputs: { x }, attrs }: KernelCall<ReduceAttrs>): Lazy => {
    const operand = dtypeOf(x) === "bool" ? castTo(graph, x, "int32") : x;
    return reduce(graph, op, operand, attrs);
  };
}

/** Whether any (max) or all (min) elements along the axes hold. */
export function logicalReduction(op: "ReduceMax" | "ReduceMin") {
  return ({ graph, inputs: { x }, attrs }: KernelCall<ReduceAttrs>): Lazy =>
    castTo(graph, reduce(graph, op, castTo(graph, x, "int32"), attrs), "bool");
}

/** The index of the first extreme element along an axis. */
export function argExtreme(op: "ArgMax" | "ArgMin") {
  return ({ graph, inputs: { x }, attrs }: KernelCall<ArgMaxAttrs>): Lazy => {
    const [axis] = axesOf({ axis: attrs.axis }, x.shape.length);
    const shape = x.shape.filter((_, i) => i !== axis);
    const index = graph.add(op, [materialise(graph, x)], { axis, keepdims: 0 }, { shape, dtype: "int64" });
    return { value: graph.add("Cast", [index], { to: elementType.int32 }, { shape, dtype: "int32" }), shape };
  };
}

/** The k largest elements along the last axis, in descending order and the first of equals first, and their indices. */
export function topK({ graph, inputs: { x }, attrs: { k, sorted } }: KernelCall<TopKAttrs>): Lazy[] {
  const operand = materialise(graph, x);
  const shape = [...x.shape.slice(0, -1), k];
  const attributes = { axis: x.shape.length - 1, largest: 1, sorted: Number(sorted) };
  const [value, index] = graph.addMany("TopK", [operand, graph.integers([k])], attributes, [
    { shape, dtype: operand.dtype },
    { shape, dtype: "int64" },
  ]);
  const place = graph.add("Cast", [index], { to: elementType.int32 }, { shape, dtype: "int32" });
  return [
    { value, shape },
    { value: place, shape },
  ];
}

/** Running sums along an axis. */
export function cumsum({ graph, inputs: { x }, attrs }: KernelCall<CumsumAttrs>): Lazy {
  const [axis] = axesOf({ axis: attrs.axis }, x.shape.length);
  const attributes = { exclusive: Number(attrs.exclusive ?? false), reverse: Number(attrs.reverse ?? false) };
  const operands = [materialise(graph, x), graph.constant([axis], [], "int64")];
  const spec = { shape: x.shape, dtype: x.value.dtype };
  return { value: graph.add("CumSum", operands, attributes, spec), shape: x.shape };
}

function reduce(graph: Graph, op: string, x: Lazy, attrs: ReduceAttrs): Lazy {
  const axes = axesOf(attrs, x.shape.length);
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const shape = attrs.keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  if (axes.length === 0) return x;
  const dtype = dtypeOf(x);
  const folded = foldReduction(graph, op, x, { axes, shape, dtype });
  if (folded !== undefined) return folded;
  const operands = [materialise(graph, x), graph.integers(axes)];
  const value = graph.add(op, operands, { keepdims: Number(attrs.keepDims ?? false) }, { shape, dtype });
  return { value, shape };
}

function foldReduction(
  graph: Graph,
  op: string,
  x: Lazy,
  result: { axes: number[]; shape: number[]; dtype: DType },
): Lazy | undefined {
  const element = splatElement(x);
  if (element === undefined) return undefined;
  const count = sizeOf(result.axes.map((axis) => x.shape[axis]));
  const reduced = op === "ReduceSum" ? element * count : op === "ReduceProd" ? element ** count : element;
  return splat(graph, result.dtype === "float32" ? Math.fround(reduced) : reduced, result);
}

function axesOf(attrs: ReduceAttrs, rank: number): number[] {
  const given = attrs.axis ?? attrs.reductionIndices ?? Array.from({ length: rank }, (_, axis) => axis);
  const list = Array.isArray(given) ? given : [given];
  return list.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
}
