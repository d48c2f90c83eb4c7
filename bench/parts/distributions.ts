import { join } from "node:path";
import { doubles, integers } from "../../src/data/chunk.ts";
import { quoteIdentifier, quoteList, quoteLiteral } from "../../src/data/identifiers.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import { writeShards } from "../../src/data/synth/write-shards.ts";
import type { MassTable } from "../../src/distributions/mass-table.ts";
import { jsPairs, wassersteinPairs } from "../../src/distributions/pair-distances.ts";
import { agree, inTurn, type Line, lineOf } from "./line.ts";
import { Peer } from "./peer.ts";
import { categories, domains, numbers } from "./scalar-features.ts";
import type { Sizes } from "./sizes.ts";

const tolerance = 1e-6;

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
  const { table, points } = await countCells(session, files, feature);
  const pairs = points === null ? jsPairs(table) : wassersteinPairs(table, points);
  return domains.flatMap((_, k) => domains.slice(k + 1).map((__, i) => pairs[k * domains.length + k + 1 + i]));
}

interface Cells {
  readonly table: MassTable;
  /** [V] the values of a number, ascending; null of a category. */
  readonly points: Float64Array | null;
}

/** How often each value occurs in each domain, values ascending: as the peers count it, without the splits and masses of `profile/scalar-values`. */
async function countCells(session: Session, files: string, feature: string): Promise<Cells> {
  const numeric = numbers.includes(feature);
  const column = quoteIdentifier(feature);
  const statement = `
    SELECT
      CAST(list_position(${quoteList(domains)}, domain) - 1 AS INTEGER) AS domain,
      CAST(DENSE_RANK() OVER (ORDER BY value) - 1 AS INTEGER) AS place,
      CAST(n AS DOUBLE) AS n,
      ${numeric ? "value" : "CAST(0 AS DOUBLE)"} AS value
    FROM (SELECT domain, ${column} AS value, COUNT(*) AS n FROM read_parquet(${quoteLiteral(files)}) GROUP BY domain, ${column})
    ORDER BY place, domain`;
  const cells: { domain: number[]; place: number[]; mass: number[] } = { domain: [], place: [], mass: [] };
  const points: number[] = [];
  const totals = new Float64Array(domains.length);
  for await (const chunk of session.stream(statement)) {
    const [domain, place, n, value] = [integers(chunk, 0), integers(chunk, 1), doubles(chunk, 2), doubles(chunk, 3)];
    for (let c = 0; c < chunk.rowCount; c++) {
      cells.domain.push(domain[c]);
      cells.place.push(place[c]);
      cells.mass.push(n[c]);
      points[place[c]] = value[c];
      totals[domain[c]] += n[c];
    }
  }
  const offsets = new Int32Array(points.length + 1);
  for (const place of cells.place) offsets[place + 1]++;
  for (let v = 0; v < points.length; v++) offsets[v + 1] += offsets[v];
  const table: MassTable = {
    domains: domains.length,
    values: points.length,
    offsets,
    domain: Int32Array.from(cells.domain),
    mass: Float64Array.from(cells.mass),
    totals,
  };
  return { table, points: numeric ? Float64Array.from(points) : null };
}
