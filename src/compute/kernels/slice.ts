import {
  type PadV2Attrs,
  type ReverseAttrs,
  type SliceAttrs,
  type StridedSliceAttrs,
  slice_util,
} from "@tensorflow/tfjs";
import type { Graph } from "../trace/graph.ts";
import { type Lazy, materialise, reshape, splatElement } from "../trace/lazy.ts";
import { sameShape } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { dtypeOf, scalar } from "./elementwise.ts";

/** A block of a tensor: `begin` and `size` per axis; missing or -1 sizes reach to the end. */
export function slice({ graph, inputs: { x }, attrs }: KernelCall<SliceAttrs>): Lazy {
  const begin = x.shape.map((_, axis) => (Array.isArray(attrs.begin) ? attrs.begin : [attrs.begin])[axis] ?? 0);
  const sizes = Array.isArray(attrs.size) ? attrs.size : [attrs.size];
  const shape = x.shape.map((size, axis) => ((sizes[axis] ?? -1) === -1 ? size - begin[axis] : sizes[axis]));
  const end = begin.map((from, axis) => from + shape[axis]);
  return cut(graph, x, shape, { begin, end });
}

/** A block with strides and the masks of tf.stridedSlice. */
export function stridedSlice({ graph, inputs: { x }, attrs }: KernelCall<StridedSliceAttrs>): Lazy {
  const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
  const info = slice_util.sliceInfo(
    [...x.shape],
    attrs.begin,
    attrs.end,
    attrs.strides,
    beginMask,
    endMask,
    ellipsisMask,
    newAxisMask,
    shrinkAxisMask,
  );
  const shape = info.begin.map((from, axis) => Math.ceil((info.end[axis] - from) / info.strides[axis]));
  // An end before the first element of a negative stride is -1 in tf.js, which ONNX would count from the back.
  const end = info.end.map((to, axis) => (info.strides[axis] < 0 && to < 0 ? -x.shape[axis] - 1 : to));
  const block = cut(graph, x, shape, { begin: info.begin, end, strides: info.strides });
  return reshape(graph, block, info.finalShape);
}

/** The tensor with the order of elements turned round along axes. */
export function reverse({ graph, inputs: { x }, attrs }: KernelCall<ReverseAttrs>): Lazy {
  const dims = (Array.isArray(attrs.dims) ? attrs.dims : [attrs.dims]).map((d) => (d < 0 ? d + x.shape.length : d));
  const turned = x.shape.map((_, axis) => dims.includes(axis));
  const begin = x.shape.map((size, axis) => (turned[axis] ? size - 1 : 0));
  const end = x.shape.map((size, axis) => (turned[axis] ? -size - 1 : size));
  return cut(graph, x, x.shape, { begin, end, strides: turned.map((flag) => (flag ? -1 : 1)) });
}

/** The tensor with a constant before and after each axis. */
export function pad({ graph, inputs: { x }, attrs }: KernelCall<PadV2Attrs>): Lazy {
  const before = attrs.paddings.map(([first]) => first);
  const after = attrs.paddings.map(([, last]) => last);
  const shape = x.shape.map((size, axis) => size + before[axis] + after[axis]);
  if (sameShape(shape, x.shape)) return x;
  const filler = scalar(graph, attrs.constantValue ?? 0, dtypeOf(x)).value;
  const operands = [materialise(graph, x), graph.integers([...before, ...after]), filler];
  return { value: graph.add("Pad", operands, { mode: "constant" }, { shape, dtype: x.value.dtype }), shape };
}

interface Cut {
  readonly begin: readonly number[];
  readonly end: readonly number[];
  readonly strides?: readonly number[];
}

function cut(graph: Graph, x: Lazy, shape: readonly number[], { begin, end, strides }: Cut): Lazy {
  const forward = strides === undefined || strides.every((stride) => stride > 0);
  if (splatElement(x) !== undefined) return { value: x.value, shape };
  if (forward && sameShape(shape, x.shape)) return x;
  const axes = x.shape.map((_, axis) => axis);
  const ranges = [begin, end, axes, strides ?? axes.map(() => 1)].map((range) => graph.integers(range));
  const value = graph.add("Slice", [materialise(graph, x), ...ranges], {}, { shape, dtype: x.value.dtype });
  return { value, shape };
}
