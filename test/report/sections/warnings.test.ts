import { describe, expect, it } from "vitest";
import { warningsOf } from "../../../src/report/sections/warnings.ts";
import type { Results } from "../../../src/report/results.ts";
import { sampleResults } from "../sample-results.ts";

type History = Results["baseModel"]["history"];

/** The warnings as text, of a base model that learned so. */
function warnings(history: History, bestEpoch: number): string {
  const results = sampleResults();
  return JSON.stringify(warningsOf({ ...results, baseModel: { ...results.baseModel, history, bestEpoch } }));
}

/** Epochs with these validation AUCs and losses. */
function learned(...epochs: readonly (readonly [auc: number | null, loss: number])[]): History {
  return epochs.map(([validAuc, validLogLoss], i) => ({ epoch: i + 1, trainLoss: 0.5, validAuc, validLogLoss }));
}

describe("a base model whose last epoch is the best", () => {
  it.each([
    ["by AUC", learned([0.7, 0.5], [0.71, 0.5])],
    ["by loss", learned([null, 0.5], [null, 0.49])],
  ])("is still learning where it gained %s", (_, history) => {
    expect(warnings(history, 2)).toContain("the last of its 2 epochs");
  });

  it.each([
    ["gained next to nothing", learned([0.7, 0.5], [0.7001, 0.4999]), 2],
    ["is the only one", learned([0.7, 0.5]), 1],
    ["is not the best", learned([0.71, 0.5], [0.7, 0.51]), 1],
  ] as const)("is not where it %s", (_, history, best) => {
    expect(warnings(history, best)).not.toContain("still learning");
  });
});

it("names the column of most rejects, but not that of a reason that is of no column", () => {
  const { rejects, ...results } = sampleResults();
  const of = (column: string, reason: string): string =>
    JSON.stringify(
      warningsOf({ ...results, rejects: { ...rejects, rows: 3, byReason: [{ column, reason, rows: 3 }] } }),
    );
  expect(of("site", "the domain is NULL")).toContain("the domain is NULL in column site (3)");
  expect(of("domain", "the domain is NULL")).toContain("the domain is NULL (3)");
});
