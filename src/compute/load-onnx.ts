import { Tensor } from "./devices/onnx-library.ts";
import { openSession, runSession } from "./devices/onnx-session.ts";
import { floatOutputs } from "./float-outputs.ts";

/** An ONNX model with int32 inputs and float32 outputs, on the CPU. */
export interface LoadedModel {
  run(
    feeds: Readonly<Record<string, { data: Int32Array; shape: readonly number[] }>>,
  ): Promise<Record<string, Float32Array>>;
  close(): Promise<void>;
}

/** Loads ONNX bytes, such as an exported model, to run it as a server would. */
export async function loadOnnx(onnx: Uint8Array): Promise<LoadedModel> {
  const session = await openSession(onnx, { provider: "cpu", threads: 1 });
  return {
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { data, shape }]): [string, Tensor] => [
        name,
        new Tensor("int32", data, [...shape]),
      ]);
      return floatOutputs(await runSession(session, Object.fromEntries(tensors)));
    },
    close: () => session.release(),
  };
}
