import type { GatherV2Attrs, OneHotAttrs, ScatterNdAttrs, UnsortedSegmentSumAttrs } from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { Graph } from "../trace/graph.ts";
import { type Lazy, materialise, reshape } from "../trace/lazy.ts";
import { numericType } from "../trace/backend.ts";
import { sizeOf } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { dtypeOf, elementwise, scalar } from "./elementwise.ts";

/** Slices of x along an axis, picked by int32 indices. */
export function gather({ graph, inputs: { x, indices }, attrs }: KernelCall<GatherV2Attrs>): Lazy {
  if ((attrs.batchDims ?? 0) !== 0) {
    throw new DomainlensError("compute", {
      what: "tf.gather with batchDims has no compiled form",
      value: attrs.batchDims,
      remedy: "gather from a reshaped tensor with indices that count across the batch",
    });
  }
  const axis = attrs.axis < 0 ? attrs.axis + x.shape.length : (attrs.axis ?? 0);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  const operands = [materialise(graph, x), materialise(graph, indices)];
  return { value: graph.add("Gather", operands, { axis }, { shape, dtype: x.value.dtype }), shape };
}

/** Sums of the slices of x [N, …] with equal segment id [N]: [numSegments, …]. Added in the order of N. */
export function unsortedSegmentSum(call: KernelCall<UnsortedSegmentSumAttrs>): Lazy {
  const { graph, inputs, attrs } = call;
  return segmentSum(graph, inputs.x, inputs.segmentIds, attrs.numSegments);
}

/** A zero tensor of `shape` to which updates are added at indices [N, K]; equal indices add up, in the order of N. */
export function scatterNd({ graph, inputs: { indices, updates }, attrs }: KernelCall<ScatterNdAttrs>): Lazy {
  const depth = indices.shape[indices.shape.length - 1];
  const leading = attrs.shape.slice(0, depth);
  const rest = attrs.shape.slice(depth);
  const strides = leading.map((_, axis) => sizeOf(leading.slice(axis + 1)));
  const weights: Lazy = { value: graph.constant(strides, [depth], "int32"), shape: [depth] };
  const weighted = materialise(graph, elementwise(graph, "Mul", [indices, weights], "int32"));
  const count = sizeOf(indices.shape) / depth;
  const flat = graph.add(
    "ReduceSum",
    [weighted, graph.integers([indices.shape.length - 1])],
    { keepdims: 0 },
    {
      shape: indices.shape.slice(0, -1),
      dtype: "int32",
    },
  );
  const ids = reshape(graph, { value: flat, shape: flat.shape }, [count]);
  const sums = segmentSum(graph, reshape(graph, updates, [count, ...rest]), ids, sizeOf(leading));
  return reshape(graph, sums, attrs.shape);
}

/** onValue where the last index of the result equals the element, else offValue. */
export function oneHot({ graph, inputs: { indices }, attrs }: KernelCall<OneHotAttrs>): Lazy {
  const { depth } = attrs;
  const dtype = numericType(attrs.dtype ?? "int32");
  const classes: Lazy = {
    value: graph.constant(
      Array.from({ length: depth }, (_, d) => d),
      [depth],
      "int32",
    ),
    shape: [depth],
  };
  const column = reshape(graph, indices, [...indices.shape, 1]);
  const hit = elementwise(graph, "Equal", [column, classes], "bool");
  const [on, off] = [attrs.onValue ?? 1, attrs.offValue ?? 0].map((element) => scalar(graph, element, dtype));
  return elementwise(graph, "Where", [hit, on, off], dtype);
}

/** ScatterElements, because ONNX Runtime adds in order there; its ScatterND adds in parallel, in no fixed order. */
function segmentSum(graph: Graph, x: Lazy, ids: Lazy, segments: number): Lazy {
  const idCount = sizeOf(ids.shape);
  const tail = x.shape.slice(ids.shape.length);
  const width = sizeOf(tail);
  const dtype = dtypeOf(x);
  const updates = materialise(graph, reshape(graph, x, [idCount, width]));
  const column = reshape(graph, ids, [idCount, 1]);
  const indices = materialise(graph, { value: materialise(graph, column), shape: [idCount, width] });
  const shape = [segments, width];
  const zeros = materialise(graph, { value: scalar(graph, 0, dtype).value, shape });
  const sums = graph.add("ScatterElements", [zeros, indices, updates], { axis: 0, reduction: "add" }, { shape, dtype });
  return reshape(graph, { value: sums, shape }, [segments, ...tail]);
}
