import type { BatchMatMulAttrs, _FusedMatMulAttrs } from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { Graph, Value } from "../trace/graph.ts";
import { type Lazy, materialise } from "../trace/lazy.ts";
import { broadcastShapes } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { elementwise } from "./elementwise.ts";

/** a · b over the last two axes, either transposed; the axes before them broadcast. */
export function batchMatMul({ graph, inputs: { a, b }, attrs }: KernelCall<BatchMatMulAttrs>): Lazy {
  return product(graph, a, b, attrs);
}

/** activation(a · b + bias). */
export function fusedMatMul({ graph, inputs: { a, b, bias }, attrs }: KernelCall<_FusedMatMulAttrs>): Lazy {
  const linear = product(graph, a, b, attrs);
  return activate(graph, bias === undefined ? linear : elementwise(graph, "Add", [linear, bias], "float32"), attrs);
}

function product(graph: Graph, a: Lazy, b: Lazy, attrs: BatchMatMulAttrs): Lazy {
  const left = materialise(graph, a);
  const right = materialise(graph, b);
  const transA = attrs.transposeA ?? false;
  const transB = attrs.transposeB ?? false;
  const rows = left.shape.at(transA ? -1 : -2) ?? 1;
  const columns = right.shape.at(transB ? -2 : -1) ?? 1;
  const shape = [...broadcastShapes([left.shape.slice(0, -2), right.shape.slice(0, -2)]), rows, columns];
  const spec = { shape, dtype: "float32" } as const;
  if (shape.length === 2 && (transA || transB)) {
    // Gemm transposes while it reads; MatMul would need transposed copies.
    const attributes = { transA: Number(transA), transB: Number(transB) };
    return { value: graph.add("Gemm", [left, right], attributes, spec), shape };
  }
  const operands = [transA ? swapLast(graph, left) : left, transB ? swapLast(graph, right) : right];
  return { value: graph.add("MatMul", operands, {}, spec), shape };
}

function swapLast(graph: Graph, value: Value): Value {
  const { shape } = value;
  const axes = shape.map((_, axis) => axis);
  const perm = [...axes.slice(0, -2), axes[axes.length - 1], axes[axes.length - 2]];
  return graph.add("Transpose", [value], { perm }, { shape: perm.map((axis) => shape[axis]), dtype: value.dtype });
}

function activate(graph: Graph, x: Lazy, attrs: _FusedMatMulAttrs): Lazy {
  switch (attrs.activation) {
    case "linear":
    case null:
    case undefined:
      return x;
    case "relu":
      return elementwise(graph, "Relu", [x], "float32");
    case "sigmoid":
      return elementwise(graph, "Sigmoid", [x], "float32");
    case "elu":
      return elementwise(graph, "Elu", [x], "float32");
    default:
      throw new DomainlensError("compute", {
        what: "a fused matrix product has an activation without a compiled form",
        value: attrs.activation,
        remedy: "apply the activation after tf.matMul",
      });
  }
}
