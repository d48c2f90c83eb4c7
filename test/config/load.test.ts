import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig, parseConfig } from "../../src/config/load.ts";
import { DomainlensError } from "../../src/util/errors.ts";

const minimal = `name: tiny
dataset: { files: ["*.csv"] }
domain: site
label: click
features:
  age: { kind: numerical }
  city: { kind: categorical }
`;

function errorOf(yaml: string, ...sets: string[]): DomainlensError {
  try {
    parseConfig(yaml, "tiny.yaml", sets);
  } catch (error) {
    if (error instanceof DomainlensError) return error;
    throw error;
  }
  throw new Error("the config was accepted");
}

describe("parseConfig", () => {
  it("fills in every default of a minimal pipeline", () => {
    const config = parseConfig(minimal, "tiny.yaml");
    expect(config.base).toMatchObject({ hidden: [128, 64, 32], embedding: 8, batchSize: 4096 });
    expect(config.split).toMatchObject({ by: "hash", train: 0.7, valid: 0.1, test: 0.2 });
    expect(config.resources).toEqual({ memory: "4GB", threads: "auto", device: "auto" });
  });

  it("keeps the order in which features are written", () => {
    expect(Object.keys(parseConfig(minimal, "tiny.yaml").features)).toEqual(["age", "city"]);
  });

  it("names line, column, key and the nearest known key of an unknown one", () => {
    const error = errorOf(`${minimal}base: { hiden: [4] }\n`);
    expect(error.exitCode).toBe(2);
    expect(error.render()).toBe(
      "error: tiny.yaml:8:9: base.hiden: unknown key\n  value:  [4]\n  remedy: did you mean `hidden`?",
    );
  });

  it("points to the section that a misplaced key belongs to", () => {
    expect(errorOf(`${minimal}dropout: 0.1\n`).details.remedy).toContain("base.dropout");
  });

  it("lists all problems at once, each with its place", () => {
    const text = errorOf(
      "name: x y\ndataset: { files: [] }\ndomain: 3\nlabel: y\nfeatures: { a: { kind: numerica } }\n",
    ).render();
    expect(text).toContain("tiny.yaml has 4 problems");
    expect(text).toContain("tiny.yaml:1:1: name:");
    expect(text).toContain("tiny.yaml:2:12: dataset.files:");
    expect(text).toContain("tiny.yaml:3:1: domain: has the wrong type");
    expect(text).toContain("tiny.yaml:5:18: features.a.kind: is not allowed here");
    expect(text).toContain("did you mean `numerical`? Allowed: categorical, numerical");
  });

  it("says which key is missing", () => {
    expect(errorOf(minimal.replace("label: click\n", "")).render()).toContain("label: is missing");
  });

  it("blames the branch of a union that the user meant", () => {
    expect(errorOf(minimal.replace("label: click", "label: { colum: y }")).details.remedy).toBe(
      "did you mean `column`?",
    );
  });

  it.each([
    ["a duplicate key", `${minimal}name: again\n`, "tiny.yaml:8:1"],
    ["broken YAML", "name: [", "tiny.yaml:1:8"],
    ["a custom tag", "name: !secret x\n", "remove the tag"],
  ])("refuses %s with its place", (_, yaml, shown) => {
    expect(errorOf(yaml).render()).toContain(shown);
  });

  it("refuses aliases that multiply", () => {
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    expect(errorOf(`l0: &l0 [x]\n${levels.join("\n")}\n`).message).toContain("aliases expand too far");
  });

  it.each([
    ["a split that does not sum to 1", "split: { by: hash, train: 0.5 }", "sum to 1, not 0.8"],
    ["features that differ only in case", "FEATURES", "collides with the feature age"],
    ["a reserved feature name", "RESERVED", "reserved feature name"],
    ["a selected feature that does not exist", "select: { features: [agee] }", "did you mean `age`?"],
    ["maxSteps below steps", "attribute: { steps: 10, maxSteps: 5 }", "less than steps (10)"],
    [
      "a least rate above the rate",
      "base: { schedule: { kind: linear, minRate: 0.5 } }",
      "more than learningRate (0.001)",
    ],
    ["a weight of zero", "base: { weights: { class: { positive: 0 } } }", "base.weights.class"],
    ["a gate that is no bound", "gates: { rejects.share: 1 }", "begins with min or max"],
  ])("refuses %s", (_, line, shown) => {
    const variants: Record<string, string> = {
      FEATURES: `${minimal}  Age: { kind: numerical }\n`,
      RESERVED: `${minimal}  _row: { kind: numerical }\n`,
    };
    expect(errorOf(variants[line] ?? `${minimal}${line}\n`).render()).toContain(shown);
  });

  it("refuses a CSV without header and without column names", () => {
    expect(errorOf(minimal.replace('["*.csv"]', '["*.csv"], csv: { header: false }')).message).toContain("no names");
  });
});

describe("--set", () => {
  it.each([
    ["base.maxEpochs=5", { base: { maxEpochs: 5 } }],
    ["base.schedule.kind=cosine", { base: { schedule: { kind: "cosine", warmupSteps: 0, minRate: 0 } } }],
    ["base.hidden=[4, 2]", { base: { hidden: [4, 2] } }],
    ['dataset.csv.delimiter=";"', { dataset: { csv: { delimiter: ";" } } }],
    ["gates.rejects.maxShare=0.5", { gates: { "rejects.maxShare": 0.5 } }],
    ["gates={rejects.maxShare: 0}", { gates: { "rejects.maxShare": 0 } }],
    ['features."a.b".kind=categorical', { features: { "a.b": { kind: "categorical" } } }],
    ["dataset.files.0=other.csv", { dataset: { files: ["other.csv"] } }],
    ["domain={sql: \"'one'\"}", { domain: { sql: "'one'" } }],
    ['label={sql: "a = b"}', { label: { sql: "a = b" } }],
  ])("applies %s", (set, expected) => {
    expect(parseConfig(minimal, "tiny.yaml", [set])).toMatchObject(expected);
  });

  it("removes a key that is set to nothing, so that its default holds", () => {
    expect(parseConfig(`${minimal}seed: 9\n`, "tiny.yaml", ["seed="]).seed).toBe(1);
  });

  const retrieval = "retrieval: { user: city, item: city, evaluate: [{ domain: a, positives: p.tsv }] }\n";

  it.each(["history", "validation", "selfTraining"] as const)("keeps null where it is a value: %s", (key) => {
    const given = parseConfig(`${minimal}${retrieval}`, "tiny.yaml", [`retrieval.${key}={}`, `retrieval.${key}=null`]);
    expect(given.retrieval?.[key]).toBeNull();
  });

  it("removes with null a key inside a value that may be null", () => {
    const given = parseConfig(`${minimal}${retrieval}`, "tiny.yaml", [
      "retrieval.history={power: 0.5}",
      "retrieval.history.power=null",
    ]);
    expect(given.retrieval?.history).toEqual({ power: 1 });
  });

  it("lets a later option win over an earlier one", () => {
    expect(parseConfig(minimal, "tiny.yaml", ["seed=2", "seed=3"]).seed).toBe(3);
  });

  it("is named as the place of a problem that it caused", () => {
    expect(errorOf(minimal, "base.hiden=[4]").render()).toContain("--set base.hiden=[4]: base.hiden: unknown key");
  });

  it.each(["nothing", "=3", "a..b=1", "label.column=x", "dataset.files.7=x", "seed=[1"])("refuses %s", (set) => {
    expect(errorOf(minimal, set)).toMatchObject({ code: "usage", exitCode: 2 });
  });

  it("cannot reach the prototype of objects", () => {
    expect(errorOf(minimal, "__proto__.polluted=1").exitCode).toBe(2);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("loadConfig", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "domainlens-config-"));
    writeFileSync(join(folder, "coupon.yaml"), minimal);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives the folder of the pipeline file", async () => {
    expect((await loadConfig(join(folder, "coupon.yaml"))).folder).toBe(folder);
  });

  it("suggests a pipeline file with a near name", async () => {
    await expect(loadConfig(join(folder, "copon.yaml"))).rejects.toMatchObject({
      exitCode: 2,
      details: { remedy: expect.stringContaining("did you mean coupon.yaml?") },
    });
  });
});
