import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type EncodeArtifact, encodeSchema } from "../../src/data/artifacts/encode.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { createRng } from "../../src/util/rng.ts";
import { artifact, profiledLog, query, queryRows } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";

const features: ConfigInput["features"] = {
  x: { kind: "categorical", minCount: 3 },
  price: { kind: "numerical" },
  tags: { kind: "categorical", sequence: { delimiter: "^", maxLength: 3 } },
  bids: { kind: "numerical", sequence: { delimiter: "|", maxLength: 2 } },
};

/** Rows with a skewed category (some values rare, some null), repeated numbers, and lists with empty ones among them. */
function makeLog(rows: number): string {
  const rng = createRng(3, "encode test");
  const pick = (n: number): number => Math.floor(n * rng.uniform() ** 2);
  const lists = (separator: string, most: number): string =>
    Array.from({ length: pick(most) }, () => pick(30)).join(separator);
  const lines = Array.from({ length: rows }, (_, i) => {
    const x = rng.uniform() < 0.05 ? "" : `v${pick(300)}`;
    const price = rng.uniform() < 0.05 ? "" : (pick(400) / 4).toString();
    return [i % 2 === 0 ? "a" : "b", i % 3 === 0 ? 1 : 0, i, x, price, lists("^", 8), lists("|", 6)].join(",");
  });
  return `d,y,k,x,price,tags,bids\n${lines.join("\n")}\n`;
}

async function encoded(config: Partial<ConfigInput> = {}, threads = 2): Promise<string> {
  const log = await profiledLog(makeLog(3000), { features, ...config }, threads);
  await runStage(encodeStage, { ...log, threads });
  return log.run;
}

const typedRow = z.object({
  _row: z.string(),
  x: z.string().nullable(),
  price: z.number().nullable(),
  tags: z.array(z.string()).nullable(),
});
const encodedRow = z.object({ _row: z.string(), x: z.number(), price: z.number(), tags: z.array(z.number()) });
const typedRows = (run: string): Promise<z.infer<typeof typedRow>[]> =>
  queryRows(typedRow, `SELECT * FROM read_parquet('${run}/01-ingest/rows/*.parquet') ORDER BY _row`);
const encodedRows = (run: string, split: string): Promise<z.infer<typeof encodedRow>[]> =>
  queryRows(encodedRow, `SELECT * FROM read_parquet('${run}/03-encode/rows/${split}/*.parquet')`);

describe("encode", () => {
  let run: string;
  let encode: EncodeArtifact;
  let typed: Map<string, z.infer<typeof typedRow>>;
  beforeAll(async () => {
    run = await encoded();
    encode = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
    typed = new Map((await typedRows(run)).map((row) => [row._row, row]));
  });

  it("keeps every row once, in one split, in order", async () => {
    const splits = await Promise.all(["train", "valid", "test"].map((split) => encodedRows(run, split)));
    expect(splits.map((rows) => rows.length)).toEqual(Object.values(encode.splits));
    expect(new Set(splits.flat().map((row) => row._row)).size).toBe(3000);
    const order = splits[0].map((row) => Number(row._row));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  it("numbers the values of training by descending count, ties by value, and folds rare ones", async () => {
    const counts = new Map<string, number>();
    for (const row of await encodedRows(run, "train")) {
      const value = typed.get(row._row)?.x;
      if (typeof value === "string") counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const expected = [...counts]
      .filter(([, n]) => n >= 3)
      .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
      .map(([value], i) => ({ id: i + 3, value }));
    const vocabulary = await query(
      `SELECT id, value FROM '${run}/03-encode/vocabulary/000.parquet' WHERE kind = 'value' ORDER BY id`,
    );
    expect(vocabulary).toEqual(expected);
    const rare = [...counts.values()].filter((n) => n < 3);
    expect(encode.features[0].rare).toEqual({
      minCount: 3,
      values: rare.length,
      elements: rare.reduce((sum, n) => sum + n, 0),
    });
  });

  it("maps every value of every split as TypeScript does, unseen, null and rare ones too", async () => {
    const vocabulary = new Map(
      (await query(`SELECT id, value FROM '${run}/03-encode/vocabulary/000.parquet' WHERE id > 2`)).map((row) => [
        row["value"],
        row["id"],
      ]),
    );
    const train = new Set((await encodedRows(run, "train")).map((row) => typed.get(row._row)?.x));
    const rows = (await Promise.all(["train", "valid", "test"].map((split) => encodedRows(run, split)))).flat();
    const expected = rows.map((row) => {
      const value = typed.get(row._row)?.x ?? null;
      return value === null ? 1 : (vocabulary.get(value) ?? (train.has(value) ? 2 : 0));
    });
    expect(rows.map((row) => row.x)).toEqual(expected);
    expect(new Set(expected)).toContain(2);
  });

  it("keeps the last elements of a sequence in their order, and drops the nulls of a numeric one", async () => {
    const names = new Map(
      (await query(`SELECT id, value FROM '${run}/03-encode/vocabulary/002.parquet'`)).map((row) => [
        row["id"],
        row["value"],
      ]),
    );
    const known = new Set(names.values());
    const rows = await encodedRows(run, "train");
    const decoded = rows.map((row) => row.tags.map((id) => names.get(id)));
    const expected = rows.map((row) => {
      const list = typed.get(row._row)?.tags ?? [];
      return list.slice(-3).map((value) => (known.has(value) ? value : null));
    });
    expect(decoded).toEqual(expected);
    const longer = [...typed.values()].filter((row) => (row.tags ?? []).length > 3);
    expect(encode.features[2].truncatedRows).toBe(longer.length);
  });

  it("takes the nearest support point, the lower of two as near, when the values are too many", async () => {
    const coarse = await encoded({ encode: { maxSupport: 16 } });
    const points = await query(
      `SELECT id, value FROM '${coarse}/03-encode/support/001.parquet' WHERE id > 0 ORDER BY id`,
    );
    expect(points).toHaveLength(16);
    const values = points.map((point) => Number(point["value"]));
    const all = new Map((await typedRows(coarse)).map((row) => [row._row, row.price]));
    const rows = await encodedRows(coarse, "test");
    const nearest = rows.map((row) => {
      const value = all.get(row._row);
      if (value == null) return 0;
      const distances = values.map((point) => Math.abs(point - Number(value)));
      return 1 + distances.indexOf(Math.min(...distances));
    });
    expect(rows.map((row) => row.price)).toEqual(nearest);
    const { features: coded } = encodeSchema.parse(artifact(coarse, "03-encode/encode.json"));
    expect(coded[1].support).toMatchObject({ kind: "quantiles", points: 16 });
  });

  it("groups the support into buckets that ascend without a gap", async () => {
    const buckets = (
      await query(`SELECT bucket FROM '${run}/03-encode/support/001.parquet' WHERE id > 0 ORDER BY id`)
    ).map((row) => Number(row["bucket"]));
    const steps = buckets.map((bucket, i) => bucket - (i === 0 ? 0 : buckets[i - 1]));
    expect(new Set(steps)).toEqual(new Set([0, 1]));
    expect(encode.features[1].embeddingRows).toBe(Math.max(...buckets) + 1);
  });

  it("writes the same bytes with one thread", async () => {
    expect(hashes(await encoded({}, 1))).toEqual(hashes(run));
  });

  it("reports the rows from the start, before the first of them are written", async () => {
    const log = await profiledLog(makeLog(300), { features });
    const told: (number | undefined)[] = [];
    await runStage(encodeStage, { ...log, report: ({ message, done }) => message === "rows" && told.push(done) });
    expect(told).toEqual([0, 1]);
  });
});

function hashes(run: string): Record<string, string> {
  const root = join(run, "03-encode");
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((file) => join(file.parentPath, file.name))
      .sort()
      .map((path) => [path.slice(root.length), createHash("sha256").update(readFileSync(path)).digest("hex")]),
  );
}
