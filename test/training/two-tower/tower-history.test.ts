import { describe, expect, it } from "vitest";
import { type TowerHistory, validationRecalls } from "../../../src/training/two-tower/tower-history.ts";

function epochs(...recalls: readonly (number | null)[]): TowerHistory {
  return recalls.map((recall, k) => ({
    epoch: k + 1,
    phase: k < 2 ? "labels" : "self-training",
    pseudoRows: 0,
    steps: k,
    trainLoss: 1,
    recall,
    ndcg: recall,
  }));
}

describe("the recalls on validation", () => {
  it("are those of the best epoch of all, and of the best on labels", () =>
    expect(validationRecalls(epochs(0.2, 0.1, 0.3))).toEqual({ recall: 0.3, withoutSelfTraining: 0.2 }));

  it("are none, and not 0, where no user has an item to hold out", () =>
    expect(validationRecalls(epochs(null, null, null))).toBeNull());
});
