import { describe, expect, it } from "vitest";
import { popularitySampler } from "../../src/training/popularity-sampler.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";

const draws = 40_000;

/** The share of each of `items` among many draws. */
function shares(counts: readonly number[], power: number): number[] {
  const sampler = popularitySampler(counts, power);
  const rng = createRng(4, "shares");
  const drawn = new Array<number>(counts.length).fill(0);
  for (let i = 0; i < draws; i++) drawn[sampler.draw(rng)]++;
  return drawn.map((count) => count / draws);
}

/** Four standard deviations of a share of a half among all draws. */
const byChance = { absolute: 4 * Math.sqrt(0.25 / draws), relative: 0 };

describe("popularitySampler", () => {
  it("draws each item with its share of the counts", () => {
    expectClose(shares([1, 0, 5, 2, 2], 1), [0.1, 0, 0.5, 0.2, 0.2], byChance);
  });

  it("draws by the root of the counts at power one half", () => {
    expectClose(shares([1, 9, 4], 0.5), [1 / 6, 3 / 6, 2 / 6], byChance);
  });

  it("draws items with a count alike at power 0, and others never", () => {
    const got = shares([3, 0, 7], 0);
    expectClose(got, [0.5, 0, 0.5], byChance);
    expect(got[1]).toBe(0);
  });

  it("has the logarithms of the probabilities", () => {
    expectClose(popularitySampler([1, 0, 3], 1).logQ, [Math.log(0.25), -Infinity, Math.log(0.75)]);
  });

  it("draws the only item", () => {
    expect(popularitySampler([2], 1).draw(createRng(1, "one"))).toBe(0);
  });

  it("draws the same with the same seed", () => {
    const sampler = popularitySampler([3, 1, 4, 1, 5], 0.75);
    const run = (): number[] => {
      const rng = createRng(9, "run");
      return Array.from({ length: 20 }, () => sampler.draw(rng));
    };
    expect(run()).toEqual(run());
  });
});
