import { describe, expect, it } from "vitest";
import { populationStd } from "../../src/distributions/population-std.ts";

describe("populationStd", () => {
  it("divides by n", () => {
    expect(populationStd([1, 3])).toBe(1);
  });

  it("counts a value as often as it occurs", () => {
    expect(populationStd([1, 3], [3, 1])).toBe(populationStd([1, 1, 1, 3]));
  });

  it("keeps its digits on a large offset", () => {
    expect(populationStd([1e12, 1e12 + 1, 1e12 + 2])).toBeCloseTo(Math.sqrt(2 / 3), 12);
  });

  it.each([[[]], [[7]], [[7, 7]]])("is 0 for %j", (values) => {
    expect(populationStd(values)).toBe(0);
  });
});
