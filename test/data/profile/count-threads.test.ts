import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { CountPool } from "../../../src/data/profile/count-threads/count-pool.ts";
import type { CountJob } from "../../../src/data/profile/count-threads/count-job.ts";
import { Footers } from "../../../src/data/parquet-codes/footers.ts";
import { writeRowCells } from "../../../src/data/parquet-codes/row-cells.ts";
import { megabytes } from "../../support/code-columns.ts";
import { typedLog } from "../../support/typed-log.ts";

/** Compiled files alone run in threads. */
async function pool(threads: number): Promise<CountPool> {
  const url = pathToFileURL("dist/data/profile/count-threads/count-pool.js").href;
  const compiled = (await import(url)) as { CountPool: typeof CountPool };
  return new compiled.CountPool({ threads, rows: 1e6, bytesPerThread: 2 ** 24, signal: new AbortController().signal });
}

const names = ["a", "b", "c", "d", "e"];

/** A job for each of five columns, of which `e` is not there. */
async function jobs(): Promise<CountJob[]> {
  const features = names
    .slice(0, 4)
    .map((name, i) => ({ name, type: "VARCHAR", value: `'${name}' || i % ${i + 3}` }) as const);
  const { folder, parts, ingest } = await typedLog(features);
  const domains = ingest.domains.map(({ name }) => name);
  const cellsPath = join(folder, "cells");
  await writeRowCells(
    { memory: megabytes(16), footers: new Footers() },
    parts,
    { domain: "_domain", domains, split: null },
    cellsPath,
  );
  return names.map((column) => ({
    parts,
    column,
    isText: true,
    isList: false,
    cellsPath,
    cells: domains.length,
    path: join(folder, column),
  }));
}

it("two threads write what one does, and say what cannot be counted", async () => {
  const found = [];
  for (const threads of [1, 2]) {
    await using counters = await pool(threads);
    const own = await jobs();
    expect(await Promise.all(own.map((job) => counters.count(job)))).toEqual([
      ...new Array(4).fill({ lengths: null }),
      undefined,
    ]);
    found.push(own.slice(0, 4).map(({ path }) => readFileSync(path, "hex")));
  }
  expect(found[1]).toEqual(found[0]);
  expect(new Set(found[0]).size).toBe(4);
});

it("a column whose files cannot be read fails alone", async () => {
  await using counters = await pool(2);
  const [first, second] = await jobs();
  const settled = await Promise.allSettled([counters.count({ ...first, parts: ["/none"] }), counters.count(second)]);
  expect(settled.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});
