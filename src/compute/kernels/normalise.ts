import type { FusedBatchNormAttrs, SoftmaxAttrs } from "@tensorflow/tfjs";
import { type Lazy, materialise } from "../trace/lazy.ts";
import type { KernelCall } from "./call.ts";
import { elementwise, scalar } from "./elementwise.ts";

/** exp(x) / Σ exp(x) along one axis. */
export function softmax({ graph, inputs: { logits }, attrs }: KernelCall<SoftmaxAttrs>): Lazy {
  const { shape } = logits;
  const spec = { shape, dtype: "float32" } as const;
  return { value: graph.add("Softmax", [materialise(graph, logits)], { axis: attrs.dim }, spec), shape };
}

/** (x - mean) · scale / √(variance + ε) + offset as x · s + t: two passes over x; s and t have the size of the mean. */
export function fusedBatchNorm({ graph, inputs, attrs }: KernelCall<FusedBatchNormAttrs>): Lazy {
  const { x, scale, offset, mean, variance } = inputs;
  const apply = (op: string, ...operands: Lazy[]): Lazy => elementwise(graph, op, operands, "float32");
  const deviation = apply("Sqrt", apply("Add", variance, scalar(graph, attrs.varianceEpsilon ?? 0.001)));
  const s = apply("Div", scale ?? scalar(graph, 1), deviation);
  const shift = apply("Mul", mean, s);
  const t = offset === undefined ? apply("Neg", shift) : apply("Sub", offset, shift);
  return apply("Add", apply("Mul", x, s), t);
}
