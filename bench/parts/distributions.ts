import { join } from "node:path";
import { z } from "zod";
import { quoteIdentifier, quoteLiteral } from "../../src/data/identifiers.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import { writeShards } from "../../src/data/synth/write-shards.ts";
import { massTable } from "../../src/distributions/mass-table.ts";
import { jsPairs, wassersteinPairs } from "../../src/distributions/pair-distances.ts";
import { agree, inTurn, type Line, lineOf } from "./line.ts";
import { Peer } from "./peer.ts";
import { categories, domains, numbers } from "./scalar-features.ts";
import type { Sizes } from "./sizes.ts";

const tolerance = 1e-6;
const countRow = z.object({ domain: z.string(), value: z.union([z.string(), z.number()]), n: z.number() });

/** From the files of a log: how often each value of each feature occurs in each domain, and the distances of all pairs of domains. */
export async function distributions(folder: string, { loggedRows: rows, ...often }: Sizes): Promise<Line[]> {
  const log = join(folder, "log");
  await writeShards(log, { rows, seed: 1, threads: 1 });
  const files = join(log, "*.parquet");
  await using session = await openSession({ memoryBytes: 2 ** 30, threads: 1, tempDir: join(folder, "duckdb") });
  let distances: number[] = [];
  const ours = async (): Promise<number> => {
    const start = performance.now();
    distances = [];
    for (const feature of [...categories, ...numbers]) distances.push(...(await pairsOf(session, files, feature)));
    return (performance.now() - start) / 1000;
  };
  const lines: Line[] = [];
  for (const [method, name, modules] of [
    ["evidently", "Evidently", ["evidently"]],
    ["scipy", "pandas + SciPy", ["pandas", "scipy"]],
  ] as const) {
    const spec = { files, method, categories, numbers, domains, threads: 1 };
    const peer = await Peer.open("distributions.py", modules, join(folder, "spec.json"), spec);
    await ours();
    // Their answer is an array of numbers.
    const found = peer && ((await peer.pass())["distances"] as number[]);
    const difference = found && agree(`distances by ${name}`, distances, found, tolerance);
    const times = await inTurn(ours, peer && (async () => (await peer.pass()).seconds), often);
    peer?.close();
    const fixed = { part: "distributions, all pairs", peer: name, goal: 20, difference, tolerance };
    lines.push(lineOf(fixed, rows, times));
  }
  return lines;
}

async function pairsOf(session: Session, files: string, feature: string): Promise<number[]> {
  const column = quoteIdentifier(feature);
  const statement = `SELECT domain, ${column} AS value, CAST(COUNT(*) AS DOUBLE) AS n
    FROM read_parquet(${quoteLiteral(files)}) GROUP BY domain, ${column} ORDER BY value`;
  const counts = await session.rows(statement, {}, countRow);
  const places = new Map([...new Set(counts.map(({ value }) => value))].map((value, v) => [value, v]));
  const byDomain = domains.map((domain) => {
    const own = counts.filter((count) => count.domain === domain);
    return new Map(own.map(({ value, n }) => [places.get(value) ?? 0, n]));
  });
  const table = massTable(places.size, byDomain);
  const pairs = numbers.includes(feature)
    ? wassersteinPairs(table, Float64Array.from(places.keys(), Number))
    : jsPairs(table);
  return domains.flatMap((_, k) => domains.slice(k + 1).map((__, i) => pairs[k * domains.length + k + 1 + i]));
}
