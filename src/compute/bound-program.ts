import { Tensor } from "./devices/onnx-library.ts";
import { openSession, runSession } from "./devices/onnx-session.ts";
import { sizeOf } from "./trace/shape.ts";
import type { Compiled, Signature } from "./types.ts";

/** A compiled program with arrays of its own: what `inputs` hold is read by `run`, which fills `outputs`. */
export interface BoundProgram {
  readonly inputs: Readonly<Record<string, Float32Array>>;
  readonly outputs: Readonly<Record<string, Float32Array>>;
  run(): Promise<void>;
  close(): Promise<void>;
}

/** What a thread needs to run a program that was compiled in another one. */
export type ProgramFacts = Pick<Compiled, "inputs" | "outputs"> & { readonly onnx: Uint8Array };

/** Runs a program of float32 tensors with one thread on the CPU, in whatever thread this is called: nothing that traces programs is loaded. */
export async function bindProgram({ onnx, inputs, outputs }: ProgramFacts): Promise<BoundProgram> {
  const session = await openSession(onnx, { provider: "cpu", threads: 1 });
  const [feeds, fetches] = [arraysOf(inputs), arraysOf(outputs)];
  const [fed, fetched] = [tensorsOf(inputs, feeds), tensorsOf(outputs, fetches)];
  return {
    inputs: feeds,
    outputs: fetches,
    run: async () => {
      await runSession(session, fed, fetched);
    },
    close: () => session.release(),
  };
}

function arraysOf(signature: Signature): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(signature).map(([name, { shape }]) => [name, new Float32Array(sizeOf(shape))]),
  );
}

function tensorsOf(signature: Signature, arrays: Readonly<Record<string, Float32Array>>): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(signature).map(([name, { shape }]) => [name, new Tensor("float32", arrays[name], shape)]),
  );
}
