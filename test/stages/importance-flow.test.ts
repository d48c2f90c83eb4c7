import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { selectionSchema } from "../../src/data/artifacts/selection.ts";
import { resultsSchema } from "../../src/report/results.ts";
import { stages } from "../../src/stages/index.ts";
import { createRng } from "../../src/util/rng.ts";
import { artifact, type LogRun, profiledLog } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";

/** Products have a brand, which decides the label, and a weight, which says nothing; posts have likes, which decide it. */
function logText(): string {
  const rng = createRng(5, "log");
  const lines = Array.from({ length: 2400 }, (_, i) => {
    const post = i % 4 === 3;
    const [segment, brand, weight, likes] = [4, 4, 50, 50].map((values) => rng.below(values));
    const label = (post ? likes > 24 : brand > 1) === rng.uniform() < 0.9 ? 1 : 0;
    const own = post ? ["", "", likes] : [brand, weight, ""];
    return [i, post ? "post" : "product", label, segment, ...own].join(",");
  });
  return ["k,d,y,segment,brand,weight,likes", ...lines].join("\n");
}

async function auditedLog(): Promise<LogRun> {
  const features = {
    segment: { kind: "categorical", role: "user" },
    brand: { kind: "categorical", role: "entity-specific:product" },
    weight: { kind: "numerical", role: "entity-specific:product" },
    likes: { kind: "numerical", role: "entity-specific:post" },
  } as const;
  const log = await profiledLog(logText(), {
    domain: { column: "d", values: ["product", "post"] },
    features,
    base: { hidden: [8, 4], embedding: 4, maxEpochs: 4, patience: 4, learningRate: 0.01, dropout: 0, batchSize: 256 },
    importance: { resamples: 100 },
  });
  const rest = stages.filter(({ name, onDemand }) => name !== "ingest" && name !== "profile" && onDemand !== true);
  for (const stage of rest) await runStage(stage, { ...log, threads: 2 });
  return log;
}

describe("an audit of two entities", () => {
  let run: string;
  beforeAll(async () => {
    ({ run } = await auditedLog());
  }, 60_000);

  it("puts the importance of each entity's features into the selection, by rank", () => {
    const { importance, selected, rejected } = selectionSchema.parse(artifact(run, "07-select/selection.json"));
    const found = importance?.map(({ entity, features }) => [entity, features.map(({ name }) => name)]);
    expect(found).toEqual([
      ["product", ["brand", "weight"]],
      ["post", ["likes"]],
    ]);
    expect(selected.length + rejected.length).toBe(4);
  });

  it("puts it into the results, beside the dependence over the rows of the entity", () => {
    const { importance, ranking } = resultsSchema.parse(artifact(run, "10-report/results.json"));
    const { brand } = importance?.entities["product"].features ?? {};
    expect(brand).toMatchObject({ rank: 1, dependenceRank: 1 });
    expect(brand.dependence).toBe(ranking.find(({ feature }) => feature === "brand")?.dependenceByDomain["product"]);
  });

  it("shows it in the report with one picture an entity", () => {
    const text = readFileSync(join(run, "10-report/report.md"), "utf8");
    expect(text).toContain("## Importance of entity-specific features");
    expect(Array.from(text.matchAll(/charts\/importance-(\d)\.svg/g), ([, n]) => n)).toEqual(["0", "1"]);
  });
});
