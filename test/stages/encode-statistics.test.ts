import { createHash } from "node:crypto";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ConfigInput } from "../../src/config/schema.ts";
import { encodeSchema } from "../../src/data/artifacts/encode.ts";
import { profileSchema } from "../../src/data/artifacts/profile.ts";
import { encodeStage } from "../../src/stages/encode.ts";
import { createRng } from "../../src/util/rng.ts";
import { artifact, profiledLog, queryRows } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";

const counted = (value: "ctr" | "clicks" | "impressions", by: "domain" | "all" = "domain") => ({
  kind: "numerical" as const,
  statistic: { of: "item", by, value },
});
const features: ConfigInput["features"] = {
  ctr: counted("ctr"),
  item: { kind: "categorical" },
  clicks: counted("clicks"),
  impressions: counted("impressions"),
  everywhere: counted("impressions", "all"),
};
const names = ["ctr", "clicks", "impressions", "everywhere"] as const;
const folds = 16;

interface LogRow {
  readonly domain: string;
  readonly label: number;
  readonly item: string | null;
}

/** Some items are null, and some are too rare to be in every split. */
function makeRows(count: number): LogRow[] {
  const rng = createRng(5, "statistics");
  return Array.from({ length: count }, () => ({
    domain: rng.uniform() < 0.7 ? "a" : "b",
    label: rng.uniform() < 0.3 ? 1 : 0,
    item: rng.uniform() < 0.05 ? null : `i${Math.floor(400 * rng.uniform() ** 3)}`,
  }));
}

async function encoded(rows: readonly LogRow[]): Promise<string> {
  const lines = rows.map(({ domain, label, item }, k) => `${domain},${label},${item ?? ""},${k}\n`);
  const log = await profiledLog(`d,y,item,k\n${lines.join("")}`, { features });
  await runStage(encodeStage, log);
  return log.run;
}

const valueRow = z.object({ row: z.coerce.number(), value: z.number().nullable() });

/** Decoded values of one feature: a map of each split. */
async function decoded(run: string, name: (typeof names)[number]): Promise<Map<number, number | null>[]> {
  const index = Object.keys(features).indexOf(name);
  const support = `${run}/03-encode/support/00${index}.parquet`;
  return Promise.all(
    ["train", "valid", "test"].map(async (split) => {
      const rows = await queryRows(
        valueRow,
        `SELECT _row AS row, support.value FROM '${run}/03-encode/rows/${split}/*.parquet' AS r JOIN '${support}' AS support ON support.id = r."${name}" ORDER BY _row`,
      );
      return new Map(rows.map(({ row, value }) => [row, value]));
    }),
  );
}

const foldOf = (row: number): number =>
  parseInt(createHash("md5").update(String(row)).digest("hex").slice(0, 8), 16) % folds;

/** What row `n` should see of its item, from the rows of the training split. */
function expected(rows: readonly LogRow[], train: readonly number[], n: number, name: string, isTrain: boolean) {
  const { item, domain } = rows[n];
  if (item === null) return null;
  const fold = isTrain ? foldOf(n) : folds;
  const seen = train
    .filter((m) => rows[m].item === item && (name === "everywhere" || rows[m].domain === domain))
    .filter((m) => foldOf(m) < fold);
  const clicks = seen.reduce((sum, m) => sum + rows[m].label, 0);
  if (name === "ctr") return seen.length === 0 ? null : clicks / seen.length;
  const count = name === "clicks" ? clicks : seen.length;
  return fold === 0 ? null : Math.round((count * folds) / fold);
}

/** The support point that stands for a value that training has not seen, the lower one of two as near. */
function nearest(value: number, points: readonly number[]): number {
  return points.reduce((best, point) => (Math.abs(point - value) < Math.abs(best - value) ? point : best));
}

describe("a feature that is counted", () => {
  const rows = makeRows(3000);
  let run: string;
  beforeAll(async () => {
    run = await encoded(rows);
  });

  it.each(names)("has the %s that TypeScript counts, in every split", async (name) => {
    const [train, ...others] = await decoded(run, name);
    const training = [...train.keys()];
    const wanted = (split: Map<number, number | null>, isTrain: boolean) =>
      new Map([...split.keys()].map((n) => [n, expected(rows, training, n, name, isTrain)]));
    expect(train).toEqual(wanted(train, true));
    const points = [...new Set(train.values())].filter((value) => value !== null).toSorted((a, b) => a - b);
    const nearby = (split: Map<number, number | null>) =>
      new Map([...wanted(split, false)].map(([n, value]) => [n, value === null ? null : nearest(value, points)]));
    expect(others).toEqual(others.map(nearby));
  });

  it("is null for the first sixteenth of the training rows, which have nothing to look at", async () => {
    const [train] = await decoded(run, "impressions");
    const first = [...train].filter(([n]) => foldOf(n) === 0);
    expect(first.length).toBeGreaterThan(50);
    expect(first.filter(([, value]) => value !== null)).toEqual([]);
  });

  it("does not depend on the row's own label, which only rows of later folds see", async () => {
    const [before] = await decoded(run, "clicks");
    const chosen = [...before.keys()].find((n) => rows[n].item === "i0" && foldOf(n) === 8) ?? -1;
    const flipped = rows.map((row, n) => (n === chosen ? { ...row, label: 1 - row.label } : row));
    const [after] = await decoded(await encoded(flipped), "clicks");
    const differing = [...after].flatMap(([n, value]) => (value === before.get(n) ? [] : [n]));
    expect(differing.length).toBeGreaterThan(0);
    expect(differing.filter((n) => rows[n].item !== "i0" || foldOf(n) <= 8)).toEqual([]);
  });

  it("is profiled as any number is", () => {
    const profile = profileSchema.parse(artifact(run, "02-profile/profile.json"));
    const stats = profile.features.find(({ name }) => name === "ctr");
    expect(stats?.overall.numeric?.mean).toBeCloseTo(0.3, 1);
    expect(stats?.overall.rows).toBe(3000);
  });

  it("leaves a table of what other rows look up", async () => {
    const { features: encodedFeatures } = encodeSchema.parse(artifact(run, "03-encode/encode.json"));
    expect(encodedFeatures[0].statistic).toEqual({ of: "item", by: "domain", value: "ctr" });
    const row = z.object({
      domain: z.string(),
      value: z.string(),
      clicks: z.coerce.number(),
      impressions: z.coerce.number(),
      statistic: z.number(),
    });
    const table = await queryRows(row, `SELECT * FROM '${join(run, "03-encode/statistics/000.parquet")}'`);
    const [train] = await decoded(run, "ctr");
    const own = [...train.keys()].filter((n) => rows[n].item === "i0" && rows[n].domain === "b");
    const clicks = own.reduce((sum, n) => sum + rows[n].label, 0);
    expect(table.find(({ domain, value }) => domain === "b" && value === "i0")).toEqual({
      domain: "b",
      value: "i0",
      impressions: own.length,
      clicks,
      statistic: clicks / own.length,
    });
  });
});
