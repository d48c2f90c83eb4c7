import { describe, expect, it } from "vitest";
import { retrievalDifferences } from "../../../src/training/two-tower/retrieval-differences.ts";
import { retrievalSample } from "../../support/retrieval-sample.ts";

describe("differences of recall", () => {
  const [models, labels, ...more] = retrievalDifferences(retrievalSample, 0);

  it("are those of the best model and each other one, and of self-training", () => {
    const sides = [models, labels].map(({ of, against, selfTraining }) => [of, against, selfTraining]);
    expect(sides).toEqual([
      ["adi", "dnn", false],
      ["adi", "adi, labels alone", true],
    ]);
    expect(more).toEqual([]);
  });

  it("are taken seed by seed, overall and in each domain", () => {
    // Recalls in the first domain are 0.4 and 0.6 against 0.3 twice, in the second 0.5 against 0.4.
    expect(models.byDomain.map(({ mean }) => mean)).toEqual([expect.closeTo(0.2, 12), expect.closeTo(0.1, 12)]);
    expect(models.byDomain[0].deviation).toBeCloseTo(Math.SQRT2 * 0.1, 12);
    expect(models.mean.mean).toBeCloseTo(0.15, 12);
    expect(models.mean.pValue).toBeCloseTo(1 - (2 * Math.atan(3)) / Math.PI, 6);
  });

  it("are none between a model and itself where no epoch with pseudo labels was better", () => {
    const [, adi] = retrievalSample.models;
    const runs = [adi.runs[1], adi.runs[1]];
    const [difference] = retrievalDifferences({ ...retrievalSample, models: [{ ...adi, runs }] }, 0);
    expect([difference.selfTraining, difference.mean.mean, difference.mean.pValue]).toEqual([true, 0, 1]);
  });
});
