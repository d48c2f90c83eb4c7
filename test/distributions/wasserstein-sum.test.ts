import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { massTable } from "../../src/distributions/mass-table.ts";
import { wassersteinPairs } from "../../src/distributions/pair-distances.ts";
import { wassersteinSum } from "../../src/distributions/wasserstein-sum.ts";
import { onSupport } from "../support/arbitrary-distributions.ts";

// Distances up to 200 over 15 pairs, each sum rounded some hundred times.
const rounding = 1e-9;

describe("wassersteinSum", () => {
  it("gives the sum of the distances of all pairs", () => {
    fc.assert(
      fc.property(onSupport(6), ({ support, masses }) => {
        const table = massTable(
          support.length,
          masses.map((mass) => new Map(mass.map((m, v) => [v, 7 * m]))),
        );
        const want = wassersteinPairs(table, support).reduce((sum, distance) => sum + distance, 0) / 2;
        return Math.abs(wassersteinSum(table, support) - want) <= rounding;
      }),
    );
  });

  it("leaves out domains without mass", () => {
    const table = massTable(2, [new Map([[0, 1]]), new Map(), new Map([[1, 1]])]);
    expect(wassersteinSum(table, [10, 13])).toBe(3);
  });
});
