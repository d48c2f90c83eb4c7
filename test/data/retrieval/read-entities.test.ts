import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { encodeSchema } from "../../../src/data/artifacts/encode.ts";
import type { EntityFeatures } from "../../../src/data/retrieval/entity-features.ts";
import { readEntities } from "../../../src/data/retrieval/read-entities.ts";
import { openSession } from "../../../src/data/session.ts";
import { encodeStage } from "../../../src/stages/encode.ts";
import { artifact, profiledLog, queryRows } from "../../support/audited-log.ts";
import { runStage } from "../../support/run-stage.ts";

const counted = (of: string, value: "ctr" | "clicks" | "impressions", by: "domain" | "all" = "domain") => ({
  kind: "numerical" as const,
  role: "item" as const,
  statistic: { of, value, by },
});
const features = {
  user: { kind: "categorical", role: "user" },
  item: { kind: "categorical", role: "item" },
  brand: { kind: "categorical", role: "item", minCount: 130 },
  clicks: counted("item", "clicks"),
  ctr: counted("item", "ctr"),
  everywhere: counted("item", "impressions", "all"),
  brandRows: counted("brand", "impressions"),
} satisfies ConfigInput["features"];
const names = Object.keys(features);
const countedNames = ["clicks", "ctr", "everywhere", "brandRows"] as const;

interface Row {
  readonly domain: "a" | "b";
  readonly label: 0 | 1;
  readonly item: string;
  readonly brand: string;
}

function repeated(count: number, row: Row): Row[] {
  return new Array<Row>(count).fill(row);
}

/** Item x is in both domains, y in the first alone; brands p and q are rare, r is not. */
const rows: readonly Row[] = [
  ...repeated(40, { domain: "a", label: 1, item: "x", brand: "p" }),
  ...repeated(20, { domain: "b", label: 0, item: "x", brand: "p" }),
  ...repeated(60, { domain: "b", label: 1, item: "x", brand: "p" }),
  ...repeated(30, { domain: "a", label: 0, item: "y", brand: "q" }),
  ...repeated(200, { domain: "a", label: 1, item: "z", brand: "r" }),
];

interface Found {
  /** Encoded ids of items by name. */
  readonly items: ReadonlyMap<string, number>;
  readonly found: EntityFeatures;
  /** Values of each counted feature's support, by id; that of 0 is null. */
  readonly supports: Readonly<Record<string, readonly (number | null)[]>>;
}

const pointRow = z.object({ value: z.number().nullable() });
const idRow = z.object({ id: z.number(), value: z.string() });

async function read(log: readonly Row[]): Promise<Found> {
  const lines = log.map(({ domain, label, item, brand }, k) => `${domain},${label},u${k % 7},${item},${brand}\n`);
  const prepared = await profiledLog(`d,y,user,item,brand\n${lines.join("")}`, {
    features,
    user: "user",
    item: "item",
    split: { by: "none" },
    encode: { minCount: 1 },
  });
  await runStage(encodeStage, prepared);
  const encodeDir = join(prepared.run, "03-encode");
  const encode = encodeSchema.parse(artifact(prepared.run, "03-encode/encode.json"));
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(prepared.run, "duckdb") });
  const { items: found } = await readEntities(session, {
    encodeDir,
    encode,
    user: 0,
    item: 1,
    userFeatures: [0],
    itemFeatures: [1, 2, 3, 4, 5, 6],
    signal: new AbortController().signal,
  });
  const ids = await queryRows(
    idRow,
    `SELECT id, value FROM '${encodeDir}/vocabulary/001.parquet' WHERE kind = 'value'`,
  );
  const supports = await Promise.all(
    countedNames.map(async (name): Promise<[string, (number | null)[]]> => {
      const path = `${encodeDir}/support/00${names.indexOf(name)}.parquet`;
      const points = await queryRows(pointRow, `SELECT value FROM '${path}' ORDER BY id`);
      return [name, points.map(({ value }) => value)];
    }),
  );
  return {
    items: new Map(ids.map(({ id, value }) => [value, id])),
    found,
    supports: Object.fromEntries(supports),
  };
}

/** What an item has of a counted feature under domains a and b. */
function valuesOf({ items, found, supports }: Found, item: string, name: string): (number | null)[] {
  const { ids, stride } = found.ids[found.features.indexOf(names.indexOf(name))];
  return [0, 1].map((d) => supports[name][ids[d * stride + (items.get(item) ?? -1)]]);
}

/** The value nearest to `value` that training rows have; the lower one of two. */
function nearest({ supports }: Found, name: string, value: number | null): number | null {
  if (value === null) return null;
  const points = supports[name].filter((point) => point !== null);
  return points.reduce((best, point) => (Math.abs(point - value) < Math.abs(best - value) ? point : best));
}

describe("readEntities", () => {
  let all: Found;
  beforeAll(async () => {
    all = await read(rows);
  }, 60_000);

  // Rows count what is in the parts of training before their own; a server counts all of training.
  it.each([
    ["x", "clicks", [40, 60]],
    ["x", "ctr", [1, 0.75]],
    ["x", "everywhere", [120, 120]],
    ["y", "clicks", [0, 0]],
    ["y", "ctr", [0, null]],
    ["y", "everywhere", [30, 30]],
  ])("looks up what the whole training split tells of %s in each domain: %s", (item, name, expected) => {
    expect(valuesOf(all, item, name)).toEqual(expected.map((value) => nearest(all, name, value)));
  });

  it("looks up the value of another feature that an entity has, rare ones together", () => {
    // In a, p has 40 rows and q 30; in b, p alone is seen, 80 times, and r never.
    expect(valuesOf(all, "x", "brandRows")).toEqual([35, 80].map((value) => nearest(all, "brandRows", value)));
    expect(valuesOf(all, "y", "brandRows")).toEqual(valuesOf(all, "x", "brandRows"));
    expect(valuesOf(all, "z", "brandRows")).toEqual([200, 0].map((value) => nearest(all, "brandRows", value)));
  });

  it("has what it reads of an entity's rows in every domain alike", () => {
    expect(all.found.ids.slice(0, 2).map(({ stride }) => stride)).toEqual([0, 0]);
  });

  it("does not depend on which row of an entity comes first", async () => {
    const other = await read(rows.toReversed());
    const shares = (found: Found): (number | null)[] => ["x", "y"].flatMap((item) => valuesOf(found, item, "ctr"));
    const [ofX, ofXInB, ofY, ofYInB] = shares(other);
    expect([ofX, ofY, ofYInB]).toEqual([1, 0, null]);
    // Shares of parts of the rows are what the support holds; the nearest of them is another.
    expect(ofXInB).toBeCloseTo(0.75, 1);
    expect(shares(all)[1]).toBeCloseTo(0.75, 1);
  });
});
