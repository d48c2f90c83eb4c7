import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { bindProgram } from "../../src/compute/bound-program.ts";
import { traceOnnx } from "../../src/compute/devices/onnx-runtime.ts";

const signature = { x: { shape: [2, 2], dtype: "float32" }, w: { shape: [2], dtype: "float32" } } as const;

it("reads its inputs and fills its outputs, run after run", async () => {
  const traced = traceOnnx(({ x, w }) => ({ scaled: tf.mul(x, w), total: tf.sum(x) }), signature);
  const program = await bindProgram(traced);
  const { inputs, outputs } = program;
  inputs["x"].set([1, 2, 3, 4]);
  inputs["w"].set([1, 10]);
  await program.run();
  expect(outputs).toEqual({ scaled: Float32Array.of(1, 20, 3, 40), total: Float32Array.of(10) });
  const held = outputs["scaled"];
  inputs["w"].set([2, 0]);
  await program.run();
  expect(held).toEqual(Float32Array.of(2, 0, 6, 0));
  await program.close();
});

it("says when bytes are no program", async () => {
  const broken = { onnx: Uint8Array.of(1, 2, 3), inputs: signature, outputs: {} };
  await expect(bindProgram(broken)).rejects.toThrow("ONNX Runtime did not load a program on its cpu provider");
});
