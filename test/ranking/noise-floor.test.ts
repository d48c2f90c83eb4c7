import { describe, expect, it } from "vitest";
import { scoreFeature } from "../../src/ranking/score-feature.ts";
import { createRng, type Rng } from "../../src/util/rng.ts";
import { cellsOf, type SimulatedRow } from "./simulated-log.ts";

type Draw = (rng: Rng, domain: number) => number[];

const domains = 3;
const shares = [0.6, 0.3, 0.1];

function domainOf(rng: Rng): number {
  const u = rng.uniform();
  return u < shares[0] ? 0 : u < shares[0] + shares[1] ? 1 : 2;
}

/** Rows whose values are drawn by `draw`, with attributions of both signs and uneven size. */
function simulate(seed: number, rows: number, draw: Draw): SimulatedRow[] {
  const rng = createRng(seed, "noise floor test");
  return Array.from({ length: rows }, () => {
    const domain = domainOf(rng);
    return { domain, ids: draw(rng, domain), attribution: 0.1 * rng.normal() };
  });
}

function score(rows: readonly SimulatedRow[], kind: { sequence?: boolean; numeric?: boolean } = {}) {
  const cells = cellsOf(rows, domains);
  const points = kind.numeric === true ? Float64Array.from(cells.ids, (id) => id / 7) : null;
  return scoreFeature(
    { name: "f", sequence: kind.sequence ?? false, cells, points, entity: undefined },
    { scale: "std", alpha: 0.05, features: 25, resamples: 200, seed: 1 },
  );
}

const zipf = (rng: Rng, values: number): number => 3 + Math.floor(values * rng.uniform() ** 3);
const exchangeable: [string, Draw, { sequence?: boolean; numeric?: boolean }][] = [
  ["a categorical feature of 8 values", (rng) => [3 + rng.below(8)], {}],
  ["an id with more values than rows", (rng) => [3 + rng.below(2000)], {}],
  ["a skewed id", (rng) => [zipf(rng, 400)], {}],
  ["a number", (rng) => [1 + rng.below(300)], { numeric: true }],
  ["a sequence", (rng) => Array.from({ length: rng.below(5) }, () => zipf(rng, 60)), { sequence: true }],
];

describe("the noise floor", () => {
  it.each(exchangeable)("is exceeded by %s in about 5 % of exchangeable logs", (_, draw, kind) => {
    const logs = Array.from({ length: 100 }, (_, seed) => score(simulate(seed, 500, draw), kind));
    const above = logs.filter(({ aboveNoise }) => aboveNoise).length;
    // Binomial(100, 0.05): 13 or more has a probability of 0.15 %.
    expect(above).toBeLessThanOrEqual(12);
    const ratio = logs.reduce((sum, { effect, noise }) => sum + effect.ds / noise.mean, 0) / logs.length;
    expect(Math.abs(ratio - 1)).toBeLessThan(0.12);
    // At 0.05 / 25 each, 0.2 are expected of 100 logs: 3 or more have a probability of 0.11 %.
    expect(logs.filter(({ plainDifferent }) => plainDifferent).length).toBeLessThanOrEqual(2);
  });

  it.each([
    [40, 100, 4000],
    [10, 100, 2000],
  ])("is exceeded as seldom in %d domains, of %d values and %d rows", (many, values, count) => {
    const logs = Array.from({ length: 40 }, (_, seed) => {
      const rng = createRng(seed, "many domains");
      const rows = Array.from({ length: count }, () => ({
        domain: Math.floor(many * rng.uniform() ** 2),
        ids: [3 + Math.floor(values * rng.uniform() ** 2)],
        attribution: 0.01 * Math.exp(rng.normal()),
      }));
      const options = { scale: "std", alpha: 0.05, features: 25, resamples: 60, seed: 1 } as const;
      const cells = cellsOf(rows, many);
      return scoreFeature({ name: "f", sequence: false, cells, points: null, entity: undefined }, options);
    });
    // Binomial(40, 0.05): 8 or more have a probability of 0.07 %.
    expect(logs.filter(({ aboveNoise }) => aboveNoise).length).toBeLessThanOrEqual(7);
  });

  it("is not fooled by the large raw divergence of an id that sampling alone spreads", () => {
    const { effect, noise, aboveNoise } = score(simulate(1, 500, (rng) => [3 + rng.below(2000)]));
    expect(effect.ds).toBeGreaterThan(0.5);
    expect(noise.floor).toBeGreaterThan(0.5);
    expect(aboveNoise).toBe(false);
  });

  it("lets a real difference through, in the same id", () => {
    const shifted = simulate(1, 4000, (rng, domain) => [3 + domain * 100 + rng.below(400)]);
    const { aboveNoise, noise } = score(shifted);
    expect(aboveNoise).toBe(true);
    expect(noise.pValue).toBeLessThan(0.01);
  });

  it("tells a difference of effects from one of distributions", () => {
    // Values alike in every domain; their weights are not.
    const rows = simulate(4, 4000, (rng) => [3 + rng.below(5)]).map((row) => ({
      ...row,
      attribution: row.ids[0] === 3 + row.domain ? 1 : 0.1,
    }));
    const { aboveNoise, plainDifferent } = score(rows);
    expect({ aboveNoise, plainDifferent }).toEqual({ aboveNoise: true, plainDifferent: false });
  });

  it("lets a shift of a number through", () => {
    const shifted = simulate(2, 2000, (rng, domain) => [1 + domain * 30 + rng.below(300)]);
    expect(score(shifted, { numeric: true }).aboveNoise).toBe(true);
  });

  it("is the same for the same seed", () => {
    const rows = simulate(3, 500, (rng) => [3 + rng.below(20)]);
    expect(score(rows).noise).toEqual(score(rows).noise);
  });
});
