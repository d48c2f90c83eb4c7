import { describe, expect, it } from "vitest";
import { ImportanceSums } from "../../src/attribution/importance-sums.ts";
import { rankImportance } from "../../src/ranking/rank-importance.ts";
import { createRng } from "../../src/util/rng.ts";

const options = { names: ["flat", "high", "wide"], resamples: 200, seed: 1 };

/** flat has p = 0.5, high 1.25, and wide a p of 0.25 or 1.75 at random; label 1 in odd rows, where high has 1.5 instead of 1. */
function summed(order: readonly number[]): ImportanceSums {
  const rng = createRng(3, "wide");
  const wide = order.map(() => (rng.uniform() < 0.5 ? 0.25 : 1.75));
  const sums = new ImportanceSums(options.names, 7);
  for (const row of order)
    sums.add(Float32Array.of(0.5, row % 2 === 1 ? 1.5 : 1, wide[row]), 0, { row, batch: 1 }, row % 2);
  return sums;
}

const rows = Array.from({ length: 2000 }, (_, row) => row);
const ranked = rankImportance(summed(rows), options);

describe("ranking by importance", () => {
  it("orders features by mean p", () => {
    expect(ranked.map(({ name, rank }) => [name, rank])).toEqual([
      ["high", 1],
      ["wide", 2],
      ["flat", 3],
    ]);
  });

  it("gives mean, deviation and the mean of each label", () => {
    expect(ranked[0]).toMatchObject({ mean: 1.25, deviation: 0.25, byLabel: [1, 1.5] });
    expect(ranked[2]).toMatchObject({ mean: 0.5, deviation: 0, interval: [0.5, 0.5], rankInterval: [3, 3] });
  });

  it("gives a feature that varies over rows an interval as wide as four standard errors", () => {
    const [low, high] = ranked[1].interval;
    // 0.75 / √2000 = 0.0168; 200 resamples give the width to about a fifth.
    expect((high - low) / (3.92 * 0.0168)).toBeGreaterThan(0.8);
    expect((high - low) / (3.92 * 0.0168)).toBeLessThan(1.2);
  });

  it("does not depend on the order of the rows", () => {
    const scattered = rows.map((row) => (row * 7) % 2000);
    expect(rankImportance(summed(scattered), options)).toEqual(ranked);
  });

  it("leaves the features of an entity without rows unranked", () => {
    expect(rankImportance(new ImportanceSums(options.names, 7), options)).toEqual([]);
  });
});
