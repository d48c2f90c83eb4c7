import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { ConfigInput } from "../../src/config/schema.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { type StudyArtifact, studySchema } from "../../src/data/artifacts/study.ts";
import { studyStage } from "../../src/stages/study.ts";
import { type StudyName, studyNames } from "../../src/util/study-names.ts";
import { artifact } from "../support/audited-log.ts";
import { runStage } from "../support/run-stage.ts";
import { prepared, selection } from "../support/selected-run.ts";

const config: ConfigInput = {
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { site: { kind: "categorical" } },
  base: { hidden: [8, 4], maxEpochs: 2, batchSize: 128 },
  train: { seeds: 2, options: { dsfm: { embeddingAttentionSize: 8, hiddenAttentionSize: 2 } } },
};

/** `tags` comes last in the audit's ranking. */
const ranked = {
  ...selection,
  rejected: [
    ...selection.rejected,
    { name: "tags", group: "categorical-sequence" as const, rank: 1, ds: 0.005, noiseFloor: 0.1, why: "" },
  ],
};

const folderOf = (run: string, study: StudyName): string => join(run, stageFolders[`study-${study}`]);

async function studied(study: StudyName, run: string, threads = 1, more: Partial<ConfigInput> = {}) {
  await runStage(studyStage(study), { run, config: { ...config, ...more }, threads });
  return studySchema.parse(artifact(run, `${stageFolders[`study-${study}`]}/study.json`));
}

/** Every file of a study by its path. */
function contents(run: string, study: StudyName): Record<string, string> {
  const folder = folderOf(run, study);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(folder.length + 1), readFileSync(path, "base64")];
    }),
  );
}

describe("a study", () => {
  const found = new Map<StudyName, StudyArtifact>();
  let run: string;
  const of = (study: StudyName) => found.get(study) as StudyArtifact; // Every one is there, or beforeAll has failed.
  const against = (study: StudyName) => of(study).variants.map(({ key, against: other }) => [key, other]);
  beforeAll(async () => {
    run = await prepared(ranked);
    for (const study of studyNames) found.set(study, await studied(study, run));
  }, 120_000);

  it("of ablation takes one part at a time from DSFM", () => {
    expect(against("ablation")).toEqual([
      ["dsfm", null],
      ["no-embedding-retriever", "dsfm"],
      ["no-hidden-retrievers", "dsfm"],
      ["no-auxiliary-logit", "dsfm"],
      ["shared-dnn", "dsfm"],
    ]);
    const parts = of("ablation").variants.slice(0, 4);
    expect(
      parts.map(({ options }) => [
        options["embeddingAttention"],
        options["hiddenAttention"],
        options["auxiliaryLogit"],
      ]),
    ).toEqual([
      [true, true, true],
      [false, true, true],
      [true, false, true],
      [true, true, false],
    ]);
    const [whole, ...fewer] = of("ablation").variants.map(({ parameters }) => parameters);
    expect(Math.max(...fewer)).toBeLessThan(whole);
  });

  it("of dependence ranks every feature in both models and with every seed", () => {
    const { features, variants } = of("dependence");
    expect(variants.map(({ key }) => key)).toEqual(["shared-dnn", "dsfm"]);
    expect(features?.map(({ feature, selected, dsRank }) => [feature, selected, dsRank])).toEqual([
      ["site", false, 1],
      ["price", true, 1],
      ["tags", false, 1],
    ]);
    const ranks = [0, 1].map((v) => features?.map((feature) => feature.ranks[v]).toSorted((a, b) => a - b));
    expect(ranks).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(features?.map(({ seedRanks }) => seedRanks.map((places) => places.length))).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
  });

  it("of the extractor's input reads the selected, the last and all features", () => {
    expect(of("extractor-input").variants.map(({ key, sensitive }) => [key, sensitive])).toEqual([
      ["top-1", ["price"]],
      ["last-1", ["tags"]],
      ["all", ["site", "price", "tags"]],
    ]);
  });

  it("of attention sets softmax against linear attention of the same width", () => {
    expect(against("attention")).toEqual([
      ["linear-2-1", "linear-8-2"],
      ["linear-8-2", null],
      ["linear-16-4", "linear-8-2"],
      ["softmax-2-1", "linear-2-1"],
      ["softmax-8-2", "linear-8-2"],
      ["softmax-16-4", "linear-16-4"],
    ]);
    const flops = of("attention").variants.map(({ flopsPerRow }) => flopsPerRow);
    expect(flops.slice(0, 3)).toEqual(flops.slice(0, 3).toSorted((a, b) => a - b));
  });

  it.each(studyNames)("of %s draws a picture and writes down what it shows", (study) => {
    const svg = readFileSync(join(folderOf(run, study), "study.svg"), "utf8");
    expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s);
    const markdown = readFileSync(join(folderOf(run, study), "study.md"), "utf8");
    expect(markdown).toContain("](./study.svg)");
    expect(of(study).variants.map(({ key }) => markdown.includes(key))).not.toContain(false);
  });

  it("compares the means, overall and per domain", () => {
    const [dsfm, without] = of("ablation").variants;
    expect(without.difference).toBe((without.auc.mean ?? 0) - (dsfm.auc.mean ?? 0));
    expect(without.differenceByDomain[2]).toBe((without.aucByDomain[2].mean ?? 0) - (dsfm.aucByDomain[2].mean ?? 0));
    expect([dsfm.difference, dsfm.pValue]).toEqual([null, null]);
    expect(without.pValue).toBeGreaterThan(0);
  });

  it("trains a variant as the same model is trained in another study", () => {
    const [alone, whole] = [of("dependence").variants[1], of("ablation").variants[0]];
    expect(alone.runs).toEqual(whole.runs);
  });

  it("gives the same bytes with two threads, and when it is killed between variants and started again", async () => {
    const again = await prepared(ranked);
    await studied("dependence", again, 2);
    // What a kill after the first model leaves: the runs of the second are gone, and nothing is visible yet.
    rmSync(folderOf(again, "dependence"), { recursive: true });
    const scratch = join(again, "scratch-study-dependence");
    for (const seed of [1, 2]) rmSync(join(scratch, `dsfm-${seed}`), { recursive: true });
    expect(existsSync(join(scratch, "shared-dnn-1/result.json"))).toBe(true);
    await studied("dependence", again, 2);
    expect(contents(again, "dependence")).toEqual(contents(run, "dependence"));
  });

  it("does not train two variants where a quarter of the width is the width", async () => {
    const options = { dsfm: { embeddingAttentionSize: 1, hiddenAttentionSize: 1 } };
    const train = { seeds: 1, options };
    const { variants } = await studied("attention", await prepared(ranked), 1, { train });
    expect(variants.map(({ key }) => key)).toEqual(["linear-1-1", "linear-2-2", "softmax-1-1", "softmax-2-2"]);
  });

  it("says so when the audit selected nothing", async () => {
    const empty = await prepared({ ...ranked, selected: [] });
    await expect(studied("ablation", empty)).rejects.toThrow(/selected no feature/);
  });
});
