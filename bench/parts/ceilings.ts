import * as tf from "@tensorflow/tfjs";
import { openDevice } from "../../src/compute/device.ts";
import { median } from "./line.ts";
import type { Sizes } from "./sizes.ts";

/** What the machine can do at most. */
export interface Ceilings {
  /** Of a large float32 matrix product through ONNX Runtime, one thread and two. */
  readonly gigaflops: readonly [number, number];
  /** Bytes read and written by a large copy, one thread. */
  readonly gigabytesPerSecond: number;
}

export async function ceilings({ edge, copied, passes }: Sizes): Promise<Ceilings> {
  const product = async (threads: number): Promise<number> => {
    const device = await openDevice("cpu", { threads });
    const spec = { shape: [edge, edge], dtype: "float32" } as const;
    const compiled = await device.compile(({ a, b }) => ({ sum: tf.sum(tf.matMul(a, b)) }), { a: spec, b: spec });
    const matrix = new Float32Array(edge * edge).fill(0.5);
    const rate = await rateOf(passes, async () => void (await compiled.run({ a: matrix, b: matrix })));
    await compiled.close();
    await device.close();
    return (2 * edge ** 3 * rate) / 1e9;
  };
  const [from, to] = [new Uint8Array(copied).fill(1), new Uint8Array(copied)];
  const copies = await rateOf(passes, () => Promise.resolve(to.set(from)));
  return { gigaflops: [await product(1), await product(2)], gigabytesPerSecond: (2 * copied * copies) / 1e9 };
}

async function rateOf(passes: number, work: () => Promise<void>): Promise<number> {
  const rates: number[] = [];
  for (let pass = -1; pass < passes; pass++) {
    const start = performance.now();
    await work();
    if (pass >= 0) rates.push(1000 / (performance.now() - start));
  }
  return median(rates);
}
