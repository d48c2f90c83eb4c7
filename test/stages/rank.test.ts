import { mkdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { type RankArtifact, rankSchema } from "../../src/data/artifacts/rank.ts";
import { attributeStage } from "../../src/stages/attribute.ts";
import { rankStage } from "../../src/stages/rank.ts";
import { trainBaseStage } from "../../src/stages/train-base.ts";
import { artifact, query } from "../support/audited-log.ts";
import { writeEncodedRun } from "../support/encoded-run.ts";
import { runStage, temporaryFolder } from "../support/run-stage.ts";

const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { site: { kind: "categorical" } },
  base: { hidden: [8], maxEpochs: 1, batchSize: 256 },
  attribute: { maxResidualP95: 1 },
  rank: { resamples: 40 },
};

describe("rank", () => {
  let found: RankArtifact;
  beforeAll(async () => {
    const run = temporaryFolder();
    await writeEncodedRun(run, { train: 2000, valid: 300, test: 300 });
    await makeVocabularies(`${run}/03-encode/vocabulary`);
    await runStage(trainBaseStage, { run, config });
    await runStage(attributeStage, { run, config });
    await runStage(rankStage, { run, config });
    found = rankSchema.parse(artifact(run, "06-rank/rank.json"));
  });

  it("ranks every feature within its group from 1", () => {
    expect(found.features.map(({ name, group, rank }) => [name, group, rank])).toEqual([
      ["site", "categorical-scalar", 1],
      ["price", "numerical-scalar", 1],
      ["tags", "categorical-sequence", 1],
    ]);
    expect(found.features.map(({ dependenceRank }) => dependenceRank).toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it("gives symmetric pair distances whose upper half adds up to DS", () => {
    const { pairs, ds } = found.features[0];
    expect(pairs[0][1]).toBe(pairs[1][0]);
    expect(pairs[0][1] + pairs[0][2] + pairs[1][2]).toBeCloseTo(ds ?? NaN, 12);
  });

  it("describes distributions that add up to 1 in every domain, plain and by effect", () => {
    const sums = found.features.flatMap(({ distributions }) =>
      [...distributions.plain, ...distributions.effect].map((masses) => masses?.reduce((sum, mass) => sum + mass, 0)),
    );
    expect(sums.map((sum) => sum?.toFixed(9))).toEqual(sums.map(() => "1.000000000"));
  });

  it("names the values of a category and the edges of a number", () => {
    expect(found.features[0].distributions.bins).toContain("site 3");
    const { bins, edges } = found.features[1].distributions;
    expect(edges).toHaveLength(bins.length + 1);
  });
});

/** Names for the ids 0 to 7 of the two categorical features of the planted log. */
async function makeVocabularies(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const [file, name] of [
    ["000", "site"],
    ["002", "tag"],
  ]) {
    await query(
      `COPY (SELECT i::INTEGER AS id, CASE WHEN i > 2 THEN '${name} ' || i END AS value, CASE WHEN i > 2 THEN 'value' ELSE 'rare' END AS kind, 1::BIGINT AS rows FROM range(8) AS t(i)) TO '${folder}/${file}.parquet'`,
    );
  }
}
