import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";

/** Runs `body` and checks that it leaves neither tensors nor backend data behind. */
export async function expectNoLeak<T>(body: () => T | Promise<T>): Promise<T> {
  tf.enableProdMode();
  // tf.memory() asks the active backend, so one must be set.
  if ((tf.getBackend() as string | undefined) === undefined) await tf.setBackend("cpu");
  const before = tf.memory();
  const result = await body();
  const after = tf.memory();
  expect({ tensors: after.numTensors, data: after.numDataBuffers }).toEqual({
    tensors: before.numTensors,
    data: before.numDataBuffers,
  });
  return result;
}
