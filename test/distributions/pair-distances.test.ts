import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsDivergence } from "../../src/distributions/js-divergence.ts";
import { massTable } from "../../src/distributions/mass-table.ts";
import { jsPairs, wassersteinPairs } from "../../src/distributions/pair-distances.ts";
import { wasserstein1 } from "../../src/distributions/wasserstein.ts";
import { onSupport } from "../support/arbitrary-distributions.ts";

const rounding = 1e-11;

// Masses are given to the tables times 7: they need not be normalised.
const tableOf = (masses: readonly (readonly number[])[]) =>
  massTable(
    masses[0].length,
    masses.map((mass) => new Map(mass.map((m, v) => [v, 7 * m]))),
  );

const largest = (got: Float64Array, want: readonly number[]): number =>
  Math.max(...want.map((distance, i) => Math.abs(got[i] - distance)));

describe("jsPairs", () => {
  it("gives for every pair what jsDivergence gives", () => {
    fc.assert(
      fc.property(onSupport(3), ({ masses }) => {
        const want = masses.flatMap((p) => masses.map((q) => jsDivergence(p, q)));
        return largest(jsPairs(tableOf(masses)), want) <= rounding;
      }),
    );
  });

  it("gives 0, not NaN, for the pairs of a domain without mass", () => {
    const table = massTable(2, [new Map([[0, 1]]), new Map(), new Map([[1, 1]])]);
    expect([...jsPairs(table)]).toEqual([0, 0, Math.LN2, 0, 0, 0, Math.LN2, 0, 0]);
  });

  it("counts a value once where a domain has a cell without mass", () => {
    const domains = [1, 0].map((reversed) => {
      const mass = Float64Array.from([0, 1, 1, 1, 1, 1]);
      if (reversed) [mass[0], mass[1]] = [1, 0];
      const cells = { offsets: Int32Array.of(0, 2, 4, 6), domain: Int32Array.of(0, 1, 0, 1, 0, 1), mass };
      const totals = reversed ? Float64Array.of(3, 2) : Float64Array.of(2, 3);
      return jsPairs({ domains: 2, values: 3, ...cells, totals });
    });
    const want = jsDivergence([0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]);
    for (const pairs of domains) expect(largest(pairs, [0, want, want, 0])).toBeLessThan(rounding);
  });
});

describe("wassersteinPairs", () => {
  it("gives for every pair what wasserstein1 gives", () => {
    fc.assert(
      fc.property(onSupport(3), ({ support, masses }) => {
        const want = masses.flatMap((p) => masses.map((q) => wasserstein1(support, p, q)));
        return largest(wassersteinPairs(tableOf(masses), support), want) <= rounding;
      }),
    );
  });

  it("gives the same for many domains with few values each", () => {
    // Domain d holds the values d and 2 d: a table of 40 domains and 80 values with two cells a domain.
    const support = Array.from({ length: 80 }, (_, v) => v / 2);
    const masses: number[][] = Array.from({ length: 40 }, (_, d) =>
      support.map((_value, v) => (v === d ? 0.25 : v === 2 * d ? 0.75 : 0)),
    );
    masses[0] = support.map((_value, v) => Number(v === 0));
    const want = masses.flatMap((p) => masses.map((q) => wasserstein1(support, p, q)));
    expect(largest(wassersteinPairs(tableOf(masses), support), want)).toBeLessThanOrEqual(rounding);
  });

  it("gives 0, not NaN, for the pairs of a domain without mass", () => {
    const table = massTable(2, [new Map([[0, 1]]), new Map(), new Map([[1, 1]])]);
    expect([...wassersteinPairs(table, [10, 13])]).toEqual([0, 0, 3, 0, 0, 0, 3, 0, 0]);
  });
});
