import type { Graph, Value } from "../trace/graph.ts";
import { type Lazy, splatElement } from "../trace/lazy.ts";
import { broadcastShapes, sameShape } from "../trace/shape.ts";
import type { KernelCall } from "./call.ts";
import { castTo, dtypeOf, elementwise, foldSplats, scalar } from "./elementwise.ts";

interface BinaryRule {
  readonly fold?: (a: number, b: number) => number;
  /** x op neutral = x, for neutral on the right … */
  readonly neutralRight?: number;
  /** … and on the left. */
  readonly neutralLeft?: number;
}

/** A kernel that is one ONNX operator of two operands of one type; neutral constants and equal elements fold away. */
export function binary(op: string, rule: BinaryRule = {}) {
  return ({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy => {
    const folded = rule.fold && foldSplats(graph, rule.fold, [a, b], dtypeOf(a));
    return folded ?? withoutNeutral(a, b, rule) ?? elementwise(graph, op, [a, b], dtypeOf(a));
  };
}

/** A kernel that compares or joins two operands and gives a truth value per element. */
export function comparison(op: string) {
  return ({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy => elementwise(graph, op, [a, b], "bool");
}

const multiplyPlain = binary("Mul", { fold: (a, b) => a * b, neutralLeft: 1, neutralRight: 1 });

/**
 * a · b. A 0/1 mask that came from a comparison becomes one selection, which costs one pass over memory instead of two; where the
 * mask is 0 the result is 0 even if the other operand is infinite or NaN.
 */
export function multiply(call: KernelCall<unknown>): Lazy {
  const { a, b } = call.inputs;
  return masked(call.graph, a, b) ?? masked(call.graph, b, a) ?? multiplyPlain(call);
}

/** (a - b)². */
export function squaredDifference({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy {
  const difference = elementwise(graph, "Sub", [a, b], dtypeOf(a));
  return elementwise(graph, "Mul", [difference, difference], dtypeOf(a));
}

/** a^b; exponents 2, 1 and 0.5 as product, identity and square root. */
export function pow({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy {
  const exponent = splatElement(b);
  const isWhole = sameShape(broadcastShapes([a.shape, b.shape]), a.shape);
  if (isWhole && exponent === 1) return a;
  if (isWhole && exponent === 2) return elementwise(graph, "Mul", [a, a], dtypeOf(a));
  if (isWhole && exponent === 0.5) return elementwise(graph, "Sqrt", [a], "float32");
  return elementwise(graph, "Pow", [a, b], dtypeOf(a));
}

/** ⌊a / b⌋. */
export function floorDiv({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy {
  const dtype = dtypeOf(a);
  // Of int32 in float64: float32 skips integers beyond 2²⁴, and a division of integers by 0 would end the process.
  const inner = dtype === "int32" ? "float64" : "float32";
  const quotient = elementwise(
    graph,
    "Div",
    [a, b].map((x) => castTo(graph, x, inner)),
    inner,
  );
  return castTo(graph, elementwise(graph, "Floor", [quotient], inner), dtype);
}

/** a - b · ⌊a / b⌋: the remainder has the sign of the divisor. */
export function mod(call: KernelCall<unknown>): Lazy {
  const { graph, inputs } = call;
  const multiple = elementwise(graph, "Mul", [inputs.b, floorDiv(call)], dtypeOf(inputs.a));
  return elementwise(graph, "Sub", [inputs.a, multiple], dtypeOf(inputs.a));
}

/** a ≠ b. */
export function notEqual({ graph, inputs: { a, b } }: KernelCall<unknown>): Lazy {
  return elementwise(graph, "Not", [elementwise(graph, "Equal", [a, b], "bool")], "bool");
}

/** t where the condition holds, else e. */
export function select({ graph, inputs: { condition, t, e } }: KernelCall<unknown>): Lazy {
  return elementwise(graph, "Where", [conditionFor(graph, condition, t), t, e], dtypeOf(t));
}

/** The sum of any number of tensors. */
export function addN({ graph, inputs }: KernelCall<unknown>): Lazy {
  const terms = Object.values(inputs);
  return elementwise(graph, "Sum", terms, dtypeOf(terms[0]));
}

/** tf.js lets a condition [B] select whole rows of [B, …]; ONNX broadcasts from the right, so ones are appended. */
function conditionFor(graph: Graph, condition: Lazy, t: Lazy): Lazy {
  const { shape } = condition;
  if (shape.length === t.shape.length || shape.length !== 1) return condition;
  const rows = [...shape, ...t.shape.slice(1).map(() => 1)];
  const value: Value = graph.add(
    "Reshape",
    [condition.value, graph.integers(rows)],
    {},
    { shape: rows, dtype: "bool" },
  );
  return { value, shape: rows };
}

function masked(graph: Graph, mask: Lazy, other: Lazy): Lazy | undefined {
  const { node } = mask.value;
  const condition = node?.op === "Cast" ? node.inputs[0] : undefined;
  if (condition?.dtype !== "bool" || dtypeOf(other) !== "float32") return undefined;
  return elementwise(graph, "Where", [{ value: condition, shape: mask.shape }, other, scalar(graph, 0)], "float32");
}

function withoutNeutral(a: Lazy, b: Lazy, rule: BinaryRule): Lazy | undefined {
  const shape = broadcastShapes([a.shape, b.shape]);
  if (rule.neutralRight !== undefined && splatElement(b) === rule.neutralRight) return { value: a.value, shape };
  if (rule.neutralLeft !== undefined && splatElement(a) === rule.neutralLeft) return { value: b.value, shape };
  return undefined;
}
