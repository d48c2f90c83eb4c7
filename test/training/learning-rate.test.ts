import { describe, expect, it } from "vitest";
import { learningRateAt, type Schedule } from "../../src/training/learning-rate.ts";

const flat: Schedule = { kind: "constant", warmupSteps: 0, minRate: 0, totalSteps: 12 };

/** A few roundings of float64. */
const digits = 12;

describe("learningRateAt", () => {
  it.each([1, 7, 12, 1000])("stays what it is without a schedule, also at step %i", (step) => {
    expect(learningRateAt(0.3, step)).toBe(0.3);
    expect(learningRateAt(0.3, step, flat)).toBe(0.3);
  });

  it.each([
    ["a quarter in step 1 of 4", 1, 0.025],
    ["half in step 2", 2, 0.05],
    ["all of it in step 4", 4, 0.1],
    ["all of it after warm-up", 5, 0.1],
  ])("warms up: %s", (_, step, rate) => {
    expect(learningRateAt(0.1, step, { ...flat, warmupSteps: 4 })).toBeCloseTo(rate, digits);
  });

  // Warm-up to step 4, then 8 steps from 0.1 to 0.02.
  it.each([
    ["linear", 4, 0.1],
    ["linear", 6, 0.08],
    ["linear", 8, 0.06],
    ["linear", 12, 0.02],
    ["linear", 99, 0.02],
    ["cosine", 4, 0.1],
    ["cosine", 6, 0.02 + (0.08 * (1 + Math.SQRT1_2)) / 2],
    ["cosine", 8, 0.06],
    ["cosine", 12, 0.02],
    ["cosine", 99, 0.02],
  ] as const)("%s has the rate of a computation by hand at step %i", (kind, step, rate) => {
    expect(learningRateAt(0.1, step, { kind, warmupSteps: 4, minRate: 0.02, totalSteps: 12 })).toBeCloseTo(
      rate,
      digits,
    );
  });

  it("only warms up when the warm-up takes all steps", () => {
    const schedule: Schedule = { kind: "cosine", warmupSteps: 20, minRate: 0, totalSteps: 12 };
    expect(learningRateAt(0.1, 12, schedule)).toBeCloseTo(0.06, digits);
  });
});
