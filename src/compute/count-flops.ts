import { traceProgram } from "./trace/trace.ts";
import type { Node } from "./trace/graph.ts";
import { sizeOf } from "./trace/shape.ts";
import type { Program, Signature } from "./types.ts";

/** Operators that only move or relabel elements. */
const free = new Set([
  "Cast",
  "Concat",
  "Expand",
  "Flatten",
  "Gather",
  "Identity",
  "Reshape",
  "Slice",
  "Split",
  "Squeeze",
  "Tile",
  "Transpose",
  "Unsqueeze",
]);

/** Floating-point operations of a program's graph: 2 per multiply-add of a product, 1 per element of the others. */
export function countFlops(program: Program, signature: Signature): { readonly flops: number; readonly nodes: number } {
  const { nodes } = traceProgram(program, signature);
  return { flops: nodes.reduce((sum, node) => sum + flopsOf(node), 0), nodes: nodes.length };
}

function flopsOf({ op, inputs, outputs }: Node): number {
  if (free.has(op)) return 0;
  const produced = outputs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (op === "MatMul" || op === "FusedMatMul" || op === "Gemm")
    return 2 * produced * innerSize(inputs[0].shape, outputs[0].shape);
  // A reduction touches every element that it reads.
  return op.startsWith("Reduce") ? sizeOf(inputs[0].shape) : produced;
}

/** The summed dimension of a product: what is left of the first operand beside the rows of the result. */
function innerSize(operand: readonly number[], result: readonly number[]): number {
  return sizeOf(operand) / sizeOf(result.slice(0, -1));
}
