import { cpus } from "node:os";
import { openDevice } from "../src/compute/device.ts";
import { createRng } from "../src/util/rng.ts";
import { mktBatches, mktTrainers, tableBytes } from "./mkt-trainers.ts";

// Whole training steps of both stages of MKT as `domainlens transfer` does them, and memory beside the tables, by the size of one vocabulary.

const rows = 1024;
const threads = Number(process.argv[2] ?? 1);
const passes = Number(process.argv[3] ?? 15);
const warmUp = 24; // Pages of a new table are first touched in the warm-up.

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];
const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20).toLocaleString("en")} MiB`;
const residentNow = (): number => {
  globalThis.gc?.();
  return process.memoryUsage().rss;
};

console.log(`machine: ${cpus().length} x ${cpus()[0].model}; threads: ${threads}; batch ${rows}; uniform ids`);
const device = await openDevice("cpu", { threads });
const first: Partial<Record<"mem" | "tem", number>> = {};
for (const values of [10_000, 100_000, 1_000_000, 10_000_000]) {
  const trainers = await mktTrainers(device, values, rows);
  const batches = mktBatches(values, rows, 8);
  for (const name of ["mem", "tem"] as const) {
    const [trainer, uniforms] = [trainers[name], createRng(1, "dropout")];
    const times: number[] = [];
    let resident = 0;
    for (let pass = 0; pass < passes + warmUp; pass++) {
      if (pass === warmUp) resident = residentNow();
      const start = performance.now();
      await trainer.train(batches[name][pass % 8], 1, uniforms);
      if (pass >= warmUp) times.push(performance.now() - start);
    }
    const milliseconds = median(times);
    const ratio = milliseconds / (first[name] ??= milliseconds);
    const rate = Math.round((1000 * rows) / milliseconds).toLocaleString("en");
    const grown = residentNow() - resident;
    console.log(
      `  ${name}  vocabulary ${values.toLocaleString("en").padStart(10)}  ${milliseconds.toFixed(1).padStart(6)} ms a step  ${rate.padStart(7)} rows/s  ` +
        `${ratio.toFixed(2)} x  tables and moments ${mebibytes(tableBytes(trainer))}, resident ${mebibytes(resident)}, grown by ${mebibytes(grown)} in ${passes} steps`,
    );
  }
  await trainers.tem.close();
  await trainers.mem.close();
}
await device.close();
