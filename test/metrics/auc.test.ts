import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc } from "../../src/metrics/auc.ts";

describe("auc", () => {
  it("counts a tie as one half", () => expect(auc([0.5, 0.5, 0.1], [1, 0, 0])).toBe(0.75));
  it("is null for one class", () => expect(auc([0.1, 0.2], [1, 1])).toBeNull());
  it("is 1 for a perfect order and 0 for the reverse", () => {
    expect(auc([3, 2, 1], [1, 0, 0])).toBe(1);
    expect(auc([1, 2, 3], [1, 0, 0])).toBe(0);
  });

  it("equals the share of won pairs", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 40 }), (rows) => {
        const positives = rows.filter(([, label]) => label === 1);
        const negatives = rows.filter(([, label]) => label === 0);
        const pairs = positives.flatMap(([p]) => negatives.map(([n]) => (p > n ? 1 : p === n ? 0.5 : 0)));
        const expected = pairs.length === 0 ? null : pairs.reduce<number>((a, b) => a + b, 0) / pairs.length;
        expect(
          auc(
            rows.map(([score]) => score),
            rows.map(([, label]) => label),
          ),
        ).toBe(expected);
      }),
    );
  });

  it.each([
    { name: "an affine map", map: (score: number) => 3 * score - 7 },
    { name: "a cube", map: (score: number) => score ** 3 },
    { name: "the logistic function", map: (score: number) => 1 / (1 + Math.exp(-score / 8)) },
  ])("stays as it is under $name of the scores", ({ map }) => {
    const row = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.constantFrom(0, 1));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
        const scores = rows.map(([score]) => score);
        const labels = rows.map(([, label]) => label);
        expect(auc(scores.map(map), labels)).toBe(auc(scores, labels));
      }),
    );
  });

  it("turns into its complement when the labels are swapped", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom(0, 1));
    const both: [number, number][] = [
      [1, 0],
      [2, 1],
    ];
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), (more) => {
        const rows = [...both, ...more];
        const of = (flip: boolean): number =>
          auc(
            rows.map(([score]) => score),
            rows.map(([, label]) => (flip ? 1 - label : label)),
          ) ?? Number.NaN;
        expect(of(false) + of(true)).toBeCloseTo(1, 12);
      }),
    );
  });
});
