import { encodeModel } from "./onnx/model.ts";
import { traceProgram } from "./trace/trace.ts";
import type { Program, Signature, TensorSpec } from "./types.ts";

/** A prime that no other dimension has; it stands for the number of rows while the program is traced. */
const batchStandIn = 1_000_003;

/** Inputs by name; the first dimension of each is the number of rows and is given as `rows`. */
export type RowSignature = (rows: number) => Signature;

/**
 * A program as an ONNX model for any number of rows (the symbolic dimension N). The program must treat rows alike; tensors made
 * inside it become initialisers.
 */
export function exportOnnx(program: Program, signature: RowSignature): Uint8Array {
  return encodeModel(traceProgram(program, signature(batchStandIn)), batchStandIn);
}

/** The specification of one input, for `RowSignature`s. */
export function rowInput(dtype: TensorSpec["dtype"], ...shape: readonly number[]): TensorSpec {
  return { shape, dtype };
}
