import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../support/run-stage.ts";
import { writeCrashLog } from "./crash-run.ts";

/** Audits in one process: 50 for the full measurement. */
const audits = Number(process.env["DOMAINLENS_SOAK"] ?? 12);
const isFull = process.env["DOMAINLENS_SOAK"] !== undefined;
/** Caches and pools fill in the first audits. */
const warmUp = isFull ? Math.floor(0.4 * audits) : 6;
const mebibyte = 2 ** 20;
/**
 * Bytes of an audit that stay: what was asked for, or, over the few audits of an ordinary test, more for the resident memory, which the allocator
 * gives and takes in steps of megabytes.
 */
const bounds = { heapUsed: mebibyte, external: mebibyte, rss: isFull ? mebibyte : 6 * mebibyte };

const memorySchema = z.array(z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() }));

/** Slope of a line through values that stand one apart, by least squares. */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const spread = values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
  return values.reduce((sum, value, i) => sum + value * (i - middle), 0) / spread;
}

it("keeps no memory from one audit to the next", { timeout: 36_000_000 }, () => {
  const folder = temporaryFolder();
  const pipeline = writeCrashLog(join(folder, "log"));
  const command = ["--expose-gc", "test/faults/soak.mjs", pipeline, folder, String(audits)];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  expect(status, stderr).toBe(0);
  const memory = memorySchema.parse(JSON.parse(readFileSync(join(folder, "memory.json"), "utf8")));
  const settled = memory.slice(warmUp);
  const slopes = {
    heapUsed: slopeOf(settled.map(({ heapUsed }) => heapUsed)),
    external: slopeOf(settled.map(({ external }) => external)),
    rss: slopeOf(settled.map(({ rss }) => rss)),
  };
  const rows = Object.entries(slopes).map(([kind, slope]) => {
    const of = (one: (typeof memory)[number]): string => (one[kind as keyof typeof slopes] / mebibyte).toFixed(1); // a key of slopes
    return `| ${kind} | ${of(memory[0])} | ${of(settled[0])} | ${of(memory[audits - 1])} | ${(slope / mebibyte).toFixed(3)} |`;
  });
  const head = `| MiB | after audit 1 | after audit ${warmUp + 1} | after audit ${audits} | slope of an audit |\n| --- | --: | --: | --: | --: |\n`;
  const table = `${head}${rows.join("\n")}\n`;
  process.stdout.write(`soak\n${table}`);
  if (isFull) writeFileSync("test/faults/results/soak.md", table);
  expect(slopes.heapUsed).toBeLessThan(bounds.heapUsed);
  expect(slopes.external).toBeLessThan(bounds.external);
  expect(slopes.rss).toBeLessThan(bounds.rss);
});
