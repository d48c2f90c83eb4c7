import { describe, expect, it } from "vitest";
import { checkScores } from "../../src/ranking/check-scores.ts";

type Scores = Parameters<typeof checkScores>[0];

function scores(overrides: Partial<Scores> = {}): Scores {
  return {
    name: "site",
    group: "categorical-scalar",
    ds: 0.5,
    dsPlain: 0.25,
    pairs: [
      [0, 0.5],
      [0.5, 0],
    ],
    pairsPlain: [
      [0, 0.25],
      [0.25, 0],
    ],
    distributions: { bins: ["x", "y"], edges: null, plain: [[0.5, 0.5], null], effect: [[1, 0], [0.25, 0.75]] }, // prettier-ignore
    ...overrides,
  };
}

const matrix = (first: number, second = first): number[][] => [
  [0, first],
  [second, 0],
];
const shares = (...of: number[]) => ({ ...scores().distributions, effect: [of, null] });

describe("the check of a feature's scores", () => {
  it("lets scores pass that a log can give", () => {
    expect(() => checkScores(scores())).not.toThrow();
    expect(() => checkScores(scores({ group: "numerical-scalar", pairs: matrix(7), ds: 7 }))).not.toThrow();
  });

  it.each<[string, Partial<Scores>, RegExp]>([
    ["a negative distance", { pairs: matrix(-1e-3) }, /distance by effect of pair 0, 1 of feature site is -0.001/],
    ["a divergence beyond ln 2", { pairsPlain: matrix(0.7) }, /distance plain of pair 0, 1 of feature site is 0.7/],
    ["a distance that depends on the direction", { pairs: matrix(0.5, 0.25) }, /distance by effect/],
    ["a distance of a domain from itself", { pairs: [[0.1]] }, /pair 0, 0/],
    ["a distance that is no number", { pairs: matrix(NaN) }, /is NaN/],
    ["an infinite distance of numbers", { group: "numerical-scalar", pairs: matrix(Infinity) }, /is Infinity/],
    ["a DS that is no number", { ds: NaN }, /the DS of feature site is NaN/],
    ["an infinite plain DS", { dsPlain: Infinity }, /the plain DS of feature site is Infinity/],
    ["shares that sum to less than 1", { distributions: shares(0.5, 0.25) }, /shares by effect of domain 0 .* 0.75/],
    ["a negative share", { distributions: shares(1.5, -0.5) }, /shares by effect of domain 0/],
  ])("refuses %s and names it", (_, bad, message) => {
    expect(() => checkScores(scores(bad))).toThrow(message);
  });
});
