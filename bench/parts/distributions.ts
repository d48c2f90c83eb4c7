import { readdirSync } from "node:fs";
import { join } from "node:path";
import { CodeMemory } from "../../src/data/parquet-codes/code-memory.ts";
import type { CountTable } from "../../src/data/parquet-codes/count-table.ts";
import { countValues } from "../../src/data/parquet-codes/count-values.ts";
import { Footers } from "../../src/data/parquet-codes/footers.ts";
import { type CellRule, writeRowCells } from "../../src/data/parquet-codes/row-cells.ts";
import { writeShards } from "../../src/data/synth/write-shards.ts";
import type { MassTable } from "../../src/distributions/mass-table.ts";
import { jsPairs, wassersteinPairs } from "../../src/distributions/pair-distances.ts";
import { agree, inTurn, type Line, lineOf, type Passes } from "./line.ts";
import { Peer } from "./peer.ts";
import { categories, domains, numbers } from "./scalar-features.ts";
import type { Sizes } from "./sizes.ts";

const tolerance = 1e-6;
const memoryBytes = 2 ** 30;

/** From the files of a log: how often each value of each feature occurs in each domain, and the distances of all pairs of domains. */
export async function distributions(folder: string, { loggedRows, ...often }: Sizes): Promise<Line[]> {
  return [
    await compare(join(folder, "evidently"), ["evidently", "Evidently", ["evidently"]], loggedRows.evidently, often),
    await compare(join(folder, "scipy"), ["scipy", "pandas + SciPy", ["pandas", "scipy"]], loggedRows.scipy, often),
  ];
}

type Method = readonly [method: string, name: string, modules: readonly string[]];

async function compare(folder: string, [method, name, modules]: Method, rows: number, often: Passes): Promise<Line> {
  await writeShards(folder, { rows, seed: 1, threads: 1 });
  let distances: number[] = [];
  const ours = async (): Promise<number> => {
    const start = performance.now();
    distances = await allDistances(folder);
    return (performance.now() - start) / 1000;
  };
  const spec = { files: join(folder, "*.parquet"), method, categories, numbers, domains, threads: 1 };
  const peer = await Peer.open("distributions.py", modules, join(folder, "spec.json"), spec);
  await ours();
  // Their answer is an array of numbers.
  const found = peer && ((await peer.pass())["distances"] as number[]);
  const difference = found && agree(`distances by ${name}`, distances, found, tolerance);
  const times = await inTurn(ours, peer && (async () => (await peer.pass()).seconds), often);
  peer?.close();
  const part = `distributions of ${rows.toLocaleString("en")} rows, all pairs`;
  return lineOf({ part, peer: name, goal: 20, difference, tolerance }, rows, times);
}

/** Counts as the stage `profile` does, but by domain alone: nothing is kept from one pass to the next. */
async function allDistances(folder: string): Promise<number[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith(".parquet"));
  const parts = names.toSorted().map((name) => join(folder, name));
  const [memory, footers] = [new CodeMemory(memoryBytes), new Footers()];
  const rule: CellRule = { domain: "domain", domains, split: null };
  const cellsPath = join(folder, "cells");
  await writeRowCells({ memory, footers }, parts, rule, cellsPath);
  const distances: number[] = [];
  for (const column of [...categories, ...numbers]) {
    const isText = categories.includes(column);
    const plan = { parts, column, isText, isList: false, cellsPath, cells: domains.length };
    const { table: counted } = await countValues({ memory, footers }, plan);
    const places = counted.usedPlaces();
    if (!isText) counted.values.sort(places);
    const table = tableOf(counted, places);
    const pairs = isText ? jsPairs(table) : wassersteinPairs(table, pointsOf(counted, places));
    for (const [k] of domains.entries())
      for (const [l] of domains.entries()) if (l > k) distances.push(pairs[k * domains.length + l]);
  }
  return distances;
}

function pointsOf({ values }: CountTable, places: Uint32Array): Float64Array {
  const numbersOf = values.numbers();
  return Float64Array.from(places, (place) => numbersOf[place]);
}

/** The counts of some places, in their order. */
function tableOf(counted: CountTable, places: Uint32Array): MassTable {
  const { cells } = counted;
  const all = counted.counts();
  const offsets = new Int32Array(places.length + 1);
  const domain = new Int32Array(places.length * cells);
  const mass = new Float64Array(places.length * cells);
  const totals = new Float64Array(cells);
  let held = 0;
  for (let v = 0; v < places.length; v++) {
    for (let d = 0; d < cells; d++) {
      const count = all[places[v] * cells + d];
      if (count === 0) continue;
      domain[held] = d;
      mass[held++] = count;
      totals[d] += count;
    }
    offsets[v + 1] = held;
  }
  return {
    domains: cells,
    values: places.length,
    offsets,
    domain: domain.subarray(0, held),
    mass: mass.subarray(0, held),
    totals,
  };
}
