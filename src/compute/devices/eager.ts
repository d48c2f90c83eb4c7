import * as tf from "@tensorflow/tfjs";
import { checkFeeds, copyElements } from "../feeds.ts";
import { numericType } from "../trace/backend.ts";
import type { Compiled, Program, Signature, TensorData } from "../types.ts";
import { outputSignature, traceProgram } from "../trace/trace.ts";
import { withBackend } from "../with-backend.ts";

/** A program that a tf.js backend runs operation by operation, each time anew. It is traced once for the output shapes. */
export function compileEagerly(backendName: string, program: Program, inputs: Signature): Compiled {
  return {
    inputs,
    outputs: outputSignature(traceProgram(program, inputs)),
    nodes: 0,
    onnx: undefined,
    run: async (feeds) => {
      checkFeeds(inputs, feeds);
      return withBackend(backendName, () => runEagerly(program, inputs, feeds));
    },
    close: () => Promise.resolve(),
  };
}

function runEagerly(
  program: Program,
  inputs: Signature,
  feeds: Readonly<Record<string, TensorData>>,
): Record<string, TensorData> {
  const outputs: Record<string, TensorData> = {};
  tf.tidy(() => {
    const tensors = Object.entries(inputs).map(([name, { shape, dtype }]): [string, tf.Tensor] => [
      name,
      // A copy: the CPU backend computes on the array it is given and would keep it.
      tf.tensor(feeds[name].slice(), [...shape], dtype),
    ]);
    for (const [name, tensor] of Object.entries(program(Object.fromEntries(tensors)))) {
      outputs[name] = copyElements(tensor.dataSync(), numericType(tensor.dtype));
    }
  });
  return outputs;
}
