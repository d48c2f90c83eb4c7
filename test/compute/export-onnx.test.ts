import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../src/compute/load-onnx.ts";
import type { Program } from "../../src/compute/types.ts";

/** Runs an exported program of one int32 input [N, 3] on some rows. */
async function run(program: Program, rows: number): Promise<number[]> {
  const model = await loadOnnx(exportOnnx(program, (n) => ({ ids: rowInput("int32", n, 3) })));
  const data = Int32Array.from({ length: 3 * rows }, (_, i) => i);
  const { y } = await model.run({ ids: { data, shape: [rows, 3] } });
  await model.close();
  return [...y];
}

const floats = (ids: tf.Tensor): tf.Tensor => tf.cast(ids, "float32");

describe("a program exported for any number of rows", () => {
  it.each([1, 4])("reshapes rows together with another axis and back, %i rows", async (rows) => {
    const program: Program = ({ ids }) => {
      const flat = tf.reshape(floats(ids), [ids.shape[0] * 3, 1]);
      return { y: tf.reshape(tf.mul(flat, 2), ids.shape) };
    };
    expect(await run(program, rows)).toEqual(Array.from({ length: 3 * rows }, (_, i) => 2 * i));
  });

  it.each([1, 4])("slices another axis and keeps the last row, %i rows", async (rows) => {
    const program: Program = ({ ids }) => ({ y: tf.slice(floats(ids), [0, 1], [-1, 2]) });
    expect(await run(program, rows)).toEqual(Array.from({ length: rows }, (_, b) => [3 * b + 1, 3 * b + 2]).flat());
  });

  it.each([1, 4])("fills a tensor of the shape of the rows, %i rows", async (rows) => {
    const program: Program = ({ ids }) => {
      const x = floats(ids);
      const stacked = tf.stack([tf.onesLike(x), x], 1);
      return { y: tf.sum(stacked, [1, 2]) };
    };
    expect(await run(program, rows)).toEqual(Array.from({ length: rows }, (_, b) => 3 + 9 * b + 3));
  });

  it("may have inputs with names that look like those of its values", async () => {
    const names = ["%rows", ...Array.from({ length: 20 }, (_, i) => `%${i}`), "%%3"];
    const program: Program = (t) => {
      const x = names.map((name) => floats(t[name]));
      return { y: tf.sum(tf.stack([tf.onesLike(x[0]), tf.addN(x)], 1), 1) };
    };
    const exported = exportOnnx(program, (n) => Object.fromEntries(names.map((name) => [name, rowInput("int32", n)])));
    const model = await loadOnnx(exported);
    const feeds = names.map((name, i) => [name, { data: Int32Array.of(i, 1), shape: [2] }] as const);
    const { y } = await model.run(Object.fromEntries(feeds));
    await model.close();
    // 0 + 1 + … + 21, and 22 times 1; one more each.
    expect([...y]).toEqual([232, 23]);
  });

  it("is refused when an operator must know the number", () => {
    const program: Program = ({ ids }) => ({ y: tf.add(floats(ids), tf.range(0, ids.shape[0], 1).reshape([-1, 1])) });
    expect(() => exportOnnx(program, (n) => ({ ids: rowInput("int32", n, 3) }))).toThrow(/any number of rows/);
  });
});
