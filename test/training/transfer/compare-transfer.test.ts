import { describe, expect, it } from "vitest";
import { compareAblations, compareMkt, compareTransfer } from "../../../src/training/transfer/compare-transfer.ts";
import { sampleTransfer, transferModel } from "../../support/sample-transfer.ts";

describe("the comparison on the target", () => {
  it("lists the models by mean AUC and sets each against the best other", () => {
    const lines = compareTransfer(sampleTransfer);
    expect(lines.map(({ model, against }) => [model, against?.model])).toEqual([
      ["mkt", "finetune"],
      ["finetune", "mkt"],
      ["mlp", "mkt"],
    ]);
  });

  it("marks the best where it is better by more than chance", () => {
    const [mkt, finetune] = compareTransfer(sampleTransfer);
    // Seed by seed 0.02 and 0.021: the t-test on these gives t = 41 with one degree of freedom, p = 0.0155.
    expect(mkt.against?.auc.mean).toBeCloseTo(0.0205, 12);
    expect(mkt.against?.auc.pValue).toBeCloseTo(0.0155, 4);
    expect([mkt.wins, finetune.wins]).toEqual([true, false]);
  });

  it("marks nothing where seeds disagree", () => {
    const models = [transferModel("mkt", [0.7, 0.6]), transferModel("mlp", [0.6, 0.69])];
    expect(compareTransfer({ models, activity: [] }).map(({ wins }) => wins)).toEqual([false, false]);
  });

  it("sets a single model against nothing", () => {
    const [line] = compareTransfer({ models: [transferModel("mlp", [0.7])], activity: [] });
    expect(line).toMatchObject({ against: null, wins: false, auc: { mean: 0.7, deviation: null } });
  });
});

describe("MKT", () => {
  it("is set against each of the others", () => {
    const against = compareMkt(sampleTransfer).map(({ model, auc }) => [model, auc.mean?.toFixed(4)]);
    expect(against).toEqual([
      ["finetune", "0.0205"],
      ["mlp", "0.0300"],
    ]);
  });

  it("is set against nothing when it was not trained", () => {
    expect(compareMkt({ models: [transferModel("mlp", [0.7])], activity: [] })).toEqual([]);
  });
});

describe("the ablations", () => {
  it("are set against MKT: negative where the part helps", () => {
    const [noTem, noHfa] = compareAblations(sampleTransfer);
    expect([noTem.ablation, noHfa.ablation]).toEqual(["no-tem", "no-hfa"]);
    expect(noTem.difference.auc.mean).toBeCloseTo(-0.03, 12);
    expect(noHfa.difference.auc.mean).toBeCloseTo(0.005, 12);
  });

  it("are none without MKT", () => {
    expect(compareAblations({ ...sampleTransfer, models: [transferModel("mlp", [0.7])] })).toEqual([]);
  });
});
