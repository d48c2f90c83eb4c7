import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

const pipeline = `name: t
dataset: { files: ["*.csv"] }
domain: site
label: click
features: { user: { kind: categorical }, item: { kind: categorical } }
transfer: { target: a }
retrieval: { user: user, item: item, evaluate: [{ domain: a, positives: a.tsv }] }
`;

describe("what is trained", () => {
  it.each([
    ["train.models", "[dsfm, star, dsfm]", "train.models.2"],
    ["transfer.models", "[mkt, mkt]", "transfer.models.1"],
    ["transfer.ablations", "[no-tem, no-pdl, no-tem]", "transfer.ablations.2"],
    ["retrieval.models", "[adi, dnn, adi]", "retrieval.models.2"],
  ])("is named once in %s", (key, value, place) => {
    const set = `${key}=${value}`;
    expect(() => parseConfig(pipeline, "t.yaml", [set])).toThrow(`--set ${set}: ${place}: is named twice`);
  });

  it("is named by the option that names it twice", () => {
    const model = { path: ["train", "models"], value: ["dsfm", "dsfm"], option: "--model dsfm,dsfm" };
    expect(() => parseConfig(pipeline, "t.yaml", [model])).toThrow("--model dsfm,dsfm: train.models.1: is named twice");
  });

  it("may be every model once", () => {
    const sets = ["train.models=[dsfm, star]", "transfer.models=[mkt, mlp]", "retrieval.models=[adi, dnn]"];
    expect(() => parseConfig(pipeline, "t.yaml", sets)).not.toThrow();
  });
});
