import { Tensor } from "./devices/onnx-library.ts";
import { openSession, runSession } from "./devices/onnx-session.ts";
import { floatOutputs } from "./float-outputs.ts";

/** A program compiled elsewhere, with one float32 input. */
export interface OnnxRunner {
  /** @param input of the shape that the program was compiled for, not shared between threads @returns float32 outputs by name */
  run(input: Float32Array): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

/**
 * Runs ONNX bytes with one thread on the CPU, in whatever thread this is called: nothing that traces programs is loaded. @param name of the input
 */
export async function runOnnx(onnx: Uint8Array, name: string, shape: readonly number[]): Promise<OnnxRunner> {
  const session = await openSession(onnx, { provider: "cpu", threads: 1 });
  return {
    run: async (input) => floatOutputs(await runSession(session, { [name]: new Tensor("float32", input, [...shape]) })),
    close: () => session.release(),
  };
}
