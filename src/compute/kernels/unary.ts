import type { ClipByValueAttrs, LeakyReluAttrs, StepAttrs } from "@tensorflow/tfjs";
import type { Lazy } from "../trace/lazy.ts";
import type { Graph } from "../trace/graph.ts";
import type { KernelCall } from "./call.ts";
import { castTo, dtypeOf, elementwise, foldSplats, scalar } from "./elementwise.ts";

/** A kernel that is one ONNX operator of one operand; `fold` computes it for tensors of equal elements. */
export function unary(op: string, fold?: (element: number) => number) {
  return ({ graph, inputs: { x } }: KernelCall<unknown>): Lazy => {
    const folded = fold && foldSplats(graph, fold, [x], dtypeOf(x));
    return folded ?? elementwise(graph, op, [x], dtypeOf(x));
  };
}

/** A kernel that gives a truth value per element. */
export function unaryTest(op: string) {
  return ({ graph, inputs: { x } }: KernelCall<unknown>): Lazy => elementwise(graph, op, [x], "bool");
}

/** 1 / sqrt(x). */
export function rsqrt({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  return elementwise(graph, "Reciprocal", [elementwise(graph, "Sqrt", [x], "float32")], "float32");
}

/** x². */
export function square({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  return foldSplats(graph, (e) => e * e, [x], dtypeOf(x)) ?? elementwise(graph, "Mul", [x, x], dtypeOf(x));
}

/** Steep enough that the smallest normal float32 above 0 reaches 1. */
const stepSlope = 3e38;

/**
 * 1 where x > 0, else alpha. NaN gives NaN where alpha is 0, else alpha (tf.js gives NaN). The test is made on relu(x) where the graph already has it:
 * then nothing else needs x, and ONNX Runtime computes the ReLU inside the matrix product before it. With alpha 0 it is one pass
 * over floats, min(max(slope x, 0), 1), instead of a comparison to booleans and a cast back.
 */
export function step({ graph, inputs: { x }, attrs }: KernelCall<StepAttrs>): Lazy {
  const relu = graph.find("Relu", [x.value], {});
  const tested = relu === undefined ? x : { value: relu, shape: x.shape };
  if ((attrs.alpha ?? 0) === 0 && dtypeOf(x) === "float32") {
    return elementwise(graph, "HardSigmoid", [tested], "float32", { alpha: { float: stepSlope }, beta: { float: 0 } });
  }
  const positive = elementwise(graph, "Greater", [tested, scalar(graph, 0, dtypeOf(x))], "bool");
  if ((attrs.alpha ?? 0) === 0) return castTo(graph, positive, dtypeOf(x));
  return elementwise(graph, "Where", [positive, scalar(graph, 1), scalar(graph, attrs.alpha)], "float32");
}

/** min(max(x, clipValueMin), clipValueMax). */
export function clip({ graph, inputs: { x }, attrs }: KernelCall<ClipByValueAttrs>): Lazy {
  return clipTo(graph, x, attrs.clipValueMin, attrs.clipValueMax);
}

/** min(max(x, 0), 6). */
export function relu6({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  return clipTo(graph, x, 0, 6);
}

/** x where x ≥ 0, else alpha · x. */
export function leakyRelu({ graph, inputs: { x }, attrs }: KernelCall<LeakyReluAttrs>): Lazy {
  return elementwise(graph, "LeakyRelu", [x], "float32", { alpha: { float: attrs.alpha } });
}

/** x where x ≥ 0, else alpha · x, with a tensor of slopes that broadcasts to x. */
export function prelu({ graph, inputs: { x, alpha } }: KernelCall<unknown>): Lazy {
  return elementwise(graph, "PRelu", [x, alpha], "float32");
}

/** log(1 + x), exact near 0: x · log(u) / (u - 1) with u = 1 + x rounded (Goldberg 1991, Theorem 4). */
export function log1p({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  const one = scalar(graph, 1);
  const u = elementwise(graph, "Add", [x, one], "float32");
  const log = elementwise(graph, "Log", [u], "float32");
  const ratio = elementwise(graph, "Div", [x, elementwise(graph, "Sub", [u, one], "float32")], "float32");
  const exact = elementwise(graph, "Mul", [log, ratio], "float32");
  return elementwise(graph, "Where", [elementwise(graph, "Equal", [u, one], "bool"), x, exact], "float32");
}

/** exp(x) - 1; near 0, where that cancels, 2t / (1 - t) with t = tanh(x / 2). */
export function expm1({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  const one = scalar(graph, 1);
  const far = elementwise(graph, "Sub", [elementwise(graph, "Exp", [x], "float32"), one], "float32");
  const t = elementwise(graph, "Tanh", [elementwise(graph, "Mul", [x, scalar(graph, 0.5)], "float32")], "float32");
  const twice = elementwise(graph, "Add", [t, t], "float32");
  const close = elementwise(graph, "Div", [twice, elementwise(graph, "Sub", [one, t], "float32")], "float32");
  const isClose = elementwise(graph, "Less", [elementwise(graph, "Abs", [x], "float32"), scalar(graph, 0.5)], "bool");
  return elementwise(graph, "Where", [isClose, close, far], "float32");
}

/** Gradient of ELU from its result: dy · (min(y, 0) + 1), without a comparison. */
export function eluGrad({ graph, inputs: { dy, y } }: KernelCall<unknown>): Lazy {
  const negative = elementwise(graph, "Min", [y, scalar(graph, 0)], "float32");
  return elementwise(graph, "Mul", [dy, elementwise(graph, "Add", [negative, scalar(graph, 1)], "float32")], "float32");
}

/** Whether an element is neither infinite nor NaN. */
export function isFinite({ graph, inputs: { x } }: KernelCall<unknown>): Lazy {
  const tests = ["IsInf", "IsNaN"].map((op) => elementwise(graph, op, [x], "bool"));
  return elementwise(graph, "Not", [elementwise(graph, "Or", tests, "bool")], "bool");
}

function clipTo(graph: Graph, x: Lazy, low: number, high: number): Lazy {
  const bounds = [low, high].map((bound) => scalar(graph, bound, dtypeOf(x)));
  return elementwise(graph, "Clip", [x, ...bounds], dtypeOf(x));
}
