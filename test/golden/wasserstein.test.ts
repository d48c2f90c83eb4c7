import { describe, expect, it } from "vitest";
import { z } from "zod";
import { populationStd } from "../../src/distributions/population-std.ts";
import { wassersteinOfSamples } from "../../src/distributions/wasserstein.ts";
import { goldenFiles, readGolden } from "../support/golden.ts";
import { outside } from "../support/tolerance.ts";

const numbers = z.array(z.number());
const points = z.object({ values: numbers, weights: numbers });
const fileSchema = z.object({
  config: z.object({ tolerance: z.object({ abs: z.number(), rel: z.number() }).default({ abs: 1e-12, rel: 1e-11 }) }),
  inputs: z.object({ pairs: z.array(z.object({ name: z.string(), u: points, v: points })) }),
  outputs: z.object({
    w1: numbers,
    w1Exact: numbers,
    pooledStd: numbers,
    w1OverStd: numbers,
    tolAbs: numbers,
    tolAbsOverStd: numbers,
  }),
});

describe.each(goldenFiles("wasserstein"))("golden wasserstein/$name", ({ path }) => {
  const { config, inputs, outputs } = fileSchema.parse(readGolden(path));
  const distances = inputs.pairs.map(({ u, v }) => wassersteinOfSamples(u, v) ?? NaN);
  const stds = inputs.pairs.map(({ u, v }) => populationStd([...u.values, ...v.values]));

  it("gives the distance of every pair of samples", () => {
    expect(outside(distances, outputs.w1Exact, config.tolerance, outputs.tolAbs)).toEqual([]);
    expect(outside(distances, outputs.w1, config.tolerance, outputs.tolAbs)).toEqual([]);
  });

  it("gives the pooled standard deviation, and the distance in it", () => {
    const scaled = distances.map((distance, i) => (stds[i] === 0 ? 0 : distance / stds[i]));
    expect(outside(stds, outputs.pooledStd, config.tolerance, outputs.tolAbs)).toEqual([]);
    expect(outside(scaled, outputs.w1OverStd, config.tolerance, outputs.tolAbsOverStd)).toEqual([]);
  });
});
