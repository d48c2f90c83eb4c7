import { cpus } from "node:os";
import { openDevice } from "../src/compute/device.ts";
import type { Compiled, Device } from "../src/compute/types.ts";
import {
  integratedGradientsProgram,
  integratedGradientsSignature,
  type Sharing,
} from "../src/attribution/integrated-gradients.ts";
import type { FrozenMlp } from "../src/attribution/network.ts";
import { quadrature } from "../src/attribution/quadrature.ts";
import { createRng } from "../src/util/rng.ts";

const sizes = [152, 128, 64, 32, 1];
const rng = createRng(1, "attribution bench");
const network: FrozenMlp = {
  sizes: new Array<number>(19).fill(8),
  layers: sizes.slice(1).map((outputs, l) => ({
    inputs: sizes[l],
    outputs,
    kernel: Float32Array.from({ length: sizes[l] * outputs }, () => rng.normal() * Math.sqrt(2 / sizes[l])),
    bias: Float32Array.from({ length: outputs }, () => rng.normal() * 0.1),
  })),
};
const steps = Number(process.argv[2] ?? 5);
const passes = 9;

interface Variant {
  readonly name: string;
  readonly rows: number;
  readonly compiled: Compiled;
  readonly x: Float32Array;
  readonly rates: number[];
}

async function variant(device: Device, name: string, sharing: Sharing, rows: number): Promise<Variant> {
  const program = integratedGradientsProgram(network, quadrature("riemann", steps), "probability", sharing);
  const compiled = await device.compile(program, integratedGradientsSignature(network, rows));
  return {
    name,
    rows,
    compiled,
    x: Float32Array.from({ length: rows * sizes[0] }, () => rng.normal() * 0.5),
    rates: [],
  };
}

/** Rows per second of a variant, the batches one after the other for about `seconds`. */
async function measure({ compiled, x, rows, rates }: Variant, seconds: number): Promise<void> {
  const start = performance.now();
  let done = 0;
  do {
    await compiled.run({ x });
    done += rows;
  } while (performance.now() - start < seconds * 1000);
  rates.push((done * 1000) / (performance.now() - start));
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

/** The best batch size of each sharing, chosen in a short round before the measured ones. */
async function best(device: Device, name: string, sharing: Sharing): Promise<Variant> {
  const candidates: Variant[] = [];
  for (const rows of [64, 128, 208, 256, 512, 1024]) {
    const one = await variant(device, name, sharing, rows);
    for (let i = 0; i < 3; i++) await measure(one, 0.1);
    candidates.push(one);
  }
  candidates.sort((a, b) => median(b.rates) - median(a.rates));
  for (const other of candidates.slice(1)) await other.compiled.close();
  candidates[0].rates.length = 0;
  return candidates[0];
}

async function compare(threads: number): Promise<void> {
  const device = await openDevice("cpu", { threads });
  const shared = await best(device, "first layer shared", "first-layer");
  const full = await best(device, `whole network ${steps} times`, "none");
  for (let pass = 0; pass < passes; pass++) {
    await measure(shared, 0.3);
    await measure(full, 0.3);
  }
  const reference = await openDevice("reference", { threads });
  const eager = await variant(reference, "eager tf.js, reference backend", "first-layer", 64);
  for (let pass = 0; pass < 3; pass++) await measure(eager, 1);
  console.log(`\n${threads} thread${threads === 1 ? "" : "s"}, T = ${steps}, [${sizes.join("→")}]`);
  for (const { name, rows, rates, compiled } of [shared, full, eager]) {
    console.log(
      `  ${name.padEnd(32)} ${median(rates).toFixed(0).padStart(8)} rows/s (batch ${rows}, ${compiled.nodes} nodes)`,
    );
  }
  const ratios = shared.rates.map((rate, i) => rate / full.rates[i]);
  console.log(`  sharing is worth ${median(ratios).toFixed(2)} x (goal: at least 1.80)`);
  console.log(`  compiled against eager: ${(median(shared.rates) / median(eager.rates)).toFixed(0)} x`);
  const rows = 64;
  const x = eager.x;
  const outputs = await Promise.all(
    (["first-layer", "none"] as const).map(async (sharing) => {
      const { compiled } = await variant(device, sharing, sharing, rows);
      return Array.from((await compiled.run({ x }))["scores"]);
    }),
  );
  const worst = outputs[0].reduce((most, v, i) => Math.max(most, Math.abs(v - outputs[1][i])), 0);
  console.log(`  largest difference of a score: ${worst.toExponential(1)} (goal: at most 1e-5)`);
}

console.log(`machine: ${cpus().length} x ${cpus()[0].model}`);
await compare(1);
if (cpus().length > 1) await compare(cpus().length);
