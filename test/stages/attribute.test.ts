import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { referenceIntegratedGradients } from "../../src/attribution/reference.ts";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type AttributeArtifact, attributeSchema } from "../../src/data/artifacts/attribute.ts";
import { loadBaseModel } from "../../src/models/base-model.ts";
import { attributeStage } from "../../src/stages/attribute.ts";
import { trainBaseStage } from "../../src/stages/train-base.ts";
import { artifact, query, queryRows } from "../support/audited-log.ts";
import { writeEncodedRun } from "../support/encoded-run.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const rows = { train: 3000, valid: 400, test: 400 };
const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { site: { kind: "categorical" } },
  base: { hidden: [16, 8], maxEpochs: 2, batchSize: 256 },
  attribute: { maxResidualP95: 1 },
};

async function trained(): Promise<string> {
  const run = temporaryFolder();
  await writeEncodedRun(run, rows);
  await runStage(trainBaseStage, { run, config, threads: 1 });
  return run;
}

async function attributed(
  run: string,
  settings: ConfigInput["attribute"] = {},
  threads = 1,
): Promise<AttributeArtifact> {
  await runStage(attributeStage, {
    run,
    config: { ...config, attribute: { ...config.attribute, ...settings } },
    threads,
  });
  return attributeSchema.parse(artifact(run, "05-attribute/attribute.json"));
}

const typedRow = z.object({ site: z.number(), price: z.number(), tags: z.array(z.number()) });

describe("attribute", () => {
  let run: string;
  let found: AttributeArtifact;
  beforeAll(async () => {
    run = await trained();
    found = await attributed(run);
  });

  it("covers every training row in every domain", () => {
    expect(found.rows).toBe(3000);
    expect(found.domainRows).toEqual([1000, 1000, 1000]);
    expect(found.sampled).toBe(false);
  });

  it("counts rows, elements and mass as SQL does from the encoded rows", async () => {
    const effects = `'${run}/05-attribute/effects.parquet'`;
    const train = `'${run}/03-encode/rows/train/00000.parquet'`;
    const scalar = await query(`SELECT domain, id, rows, mass FROM ${effects} WHERE feature = 0 ORDER BY domain, id`);
    expect(scalar).toEqual(
      await query(
        `SELECT _domain AS domain, site AS id, COUNT(*) AS rows, CAST(COUNT(*) * 1073741824 AS BIGINT) AS mass FROM ${train} GROUP BY ALL ORDER BY ALL`,
      ),
    );
    const list = await query(`SELECT domain, id, elements FROM ${effects} WHERE feature = 2 ORDER BY domain, id`);
    expect(list).toEqual(
      await query(
        `SELECT domain, id, COUNT(*) AS elements FROM (SELECT _domain AS domain, unnest(tags) AS id FROM ${train}) GROUP BY ALL ORDER BY domain, id`,
      ),
    );
  });

  it("sums the effects and the dependence that float64 gives row by row", async () => {
    const typed = await queryRows(
      typedRow,
      `SELECT site, price, tags FROM '${run}/03-encode/rows/train/00000.parquet' ORDER BY _row`,
    );
    const buckets = Int32Array.from({ length: 11 }, (_, i) => (i + 1) >> 1);
    const { tables, dense } = await loadBaseModel(join(run, "04-train-base"), join(run, "03-encode"), [
      null,
      buckets,
      null,
    ]);
    const mean = (table: number, ids: readonly number[]): number[] => {
      const { spec, weights } = tables[table];
      return Array.from(
        { length: spec.size },
        (_, e) => ids.reduce((sum, id) => sum + weights[id * spec.size + e], 0) / Math.max(ids.length, 1),
      );
    };
    const x = typed.flatMap((row) => [...mean(0, [row.site]), ...mean(1, [buckets[row.price]]), ...mean(2, row.tags)]);
    const layers = dense.map(({ kernel, bias, in: inputs, out }) => ({ inputs, outputs: out, kernel, bias }));
    const network = { sizes: [4, 4, 3], layers };
    const { scores } = referenceIntegratedGradients(network, x, quadrature("riemann", 5), "probability");
    const absolute = typed.reduce((sum, _, b) => sum + Math.abs(scores[3 * b]), 0) / 3000;
    expect(found.features[0].overall.meanAbs).toBeCloseTo(absolute, 6);
    const effects = await query(
      `SELECT CAST(SUM(effect) AS DOUBLE) / 1073741824 AS effect FROM '${run}/05-attribute/effects.parquet' WHERE feature = 2`,
    );
    const ofLists = typed.reduce((sum, row, b) => sum + (row.tags.length > 0 ? Math.abs(scores[3 * b + 2]) : 0), 0);
    expect(Number(effects[0]["effect"]) / ofLists).toBeCloseTo(1, 5);
  });

  it("writes the same bytes with two threads", async () => {
    const path = join(run, "05-attribute/effects.parquet");
    const before = createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(await attributed(run, {}, 2)).toEqual(found);
    expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(before);
  });

  it("doubles the steps until the residuals keep their bound, and says what it tried", async () => {
    const bound = found.completeness.p95 / 3;
    const { steps, completeness } = await attributed(await trained(), { maxResidualP95: bound });
    expect(steps.configured).toBe(5);
    expect(steps.used).toBeGreaterThan(5);
    expect(steps.tried.at(-1)?.steps).toBe(steps.used);
    expect(completeness.p95).toBeLessThanOrEqual(bound);
    expect(completeness.withinBound).toBe(true);
  });

  it("stops at the most steps allowed and reports that the bound is not kept", async () => {
    const { steps, completeness } = await attributed(await trained(), { maxResidualP95: 1e-9, maxSteps: 8 });
    expect(steps.used).toBe(8);
    expect(completeness.withinBound).toBe(false);
  });

  it("attributes a sample of the rows when asked", async () => {
    const sample = await attributed(await trained(), { sampleRows: 500 });
    expect(sample.rows).toBe(500);
    expect(sample.sampled).toBe(true);
    expect(sample.domainRows.reduce((sum, n) => sum + n, 0)).toBe(500);
  });
});
