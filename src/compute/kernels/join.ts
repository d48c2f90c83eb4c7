import type { ConcatAttrs, PackAttrs, SplitVAttrs, UnpackAttrs } from "@tensorflow/tfjs";
import type { Graph } from "../trace/graph.ts";
import { type Lazy, materialise, reshape } from "../trace/lazy.ts";
import { sizeOf } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";

/** Tensors one after another along an axis. */
export function concat({ graph, inputs, attrs }: KernelCall<ConcatAttrs>): Lazy {
  return join(graph, Object.values(inputs), attrs.axis);
}

/** Tensors of one shape stacked along a new axis. */
export function pack({ graph, inputs, attrs }: KernelCall<PackAttrs>): Lazy {
  const parts = Object.values(inputs);
  const axis = attrs.axis < 0 ? parts[0].shape.length + attrs.axis + 1 : attrs.axis;
  const withAxis = parts.map(({ shape }) => [...shape.slice(0, axis), 1, ...shape.slice(axis)]);
  return join(
    graph,
    parts.map((part, i) => reshape(graph, part, withAxis[i])),
    axis,
  );
}

/** The slices of a tensor along an axis, which goes. */
export function unpack({ graph, inputs: { value }, attrs }: KernelCall<UnpackAttrs>): Lazy[] {
  const axis = attrs.axis < 0 ? value.shape.length + attrs.axis : attrs.axis;
  const sizes = Array.from({ length: value.shape[axis] }, () => 1);
  const shape = value.shape.filter((_, i) => i !== axis);
  return split(graph, value, axis, sizes).map((part) => reshape(graph, part, shape));
}

/** The parts of a tensor along an axis: so many equal ones, or parts of given sizes, one of which may be -1. */
export function splitV({ graph, inputs: { x }, attrs }: KernelCall<SplitVAttrs>): Lazy[] {
  const axis = attrs.axis < 0 ? x.shape.length + attrs.axis : attrs.axis;
  const { numOrSizeSplits: given } = attrs;
  if (typeof given === "number") {
    return split(
      graph,
      x,
      axis,
      Array.from({ length: given }, () => x.shape[axis] / given),
    );
  }
  const known = given.filter((size) => size !== -1).reduce((sum, size) => sum + size, 0);
  const sizes = given.map((size) => (size === -1 ? x.shape[axis] - known : size));
  return split(graph, x, axis, sizes);
}

function join(graph: Graph, all: readonly Lazy[], givenAxis: number): Lazy {
  const axis = givenAxis < 0 ? all[0].shape.length + givenAxis : givenAxis;
  const parts = all.filter((part) => sizeOf(part.shape) > 0);
  if (parts.length <= 1) return parts[0] ?? all[0];
  const total = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const shape = parts[0].shape.map((size, i) => (i === axis ? total : size));
  const values = parts.map((part) => materialise(graph, part));
  return { value: graph.add("Concat", values, { axis }, { shape, dtype: values[0].dtype }), shape };
}

function split(graph: Graph, x: Lazy, axis: number, sizes: readonly number[]): Lazy[] {
  if (sizes.length === 1) return [x];
  const { dtype } = x.value;
  const specs = sizes.map((part) => ({ shape: x.shape.map((size, i) => (i === axis ? part : size)), dtype }));
  const values = graph.addMany("Split", [materialise(graph, x), graph.integers(sizes)], { axis }, specs);
  return values.map((value) => ({ value, shape: value.shape }));
}
