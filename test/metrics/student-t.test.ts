import { describe, expect, it } from "vitest";
import { studentUpperTail } from "../../src/metrics/student-t.ts";

describe("the upper tail of Student's law", () => {
  // With 1 degree of freedom it is Cauchy's: 1/2 - atan(t) / π; with 2: (1 - t / √(2 + t²)) / 2.
  it.each([0, 0.3, 1, 2.5, 40])("is exact with 1 and 2 degrees of freedom at %d", (t) => {
    expect(studentUpperTail(t, 1)).toBeCloseTo(0.5 - Math.atan(t) / Math.PI, 13);
    expect(studentUpperTail(t, 2)).toBeCloseTo((1 - t / Math.sqrt(2 + t * t)) / 2, 13);
  });

  // Tables of the law: two-sided 5 % points.
  it.each([
    [4, 2.776445],
    [9, 2.262157],
    [30, 2.042272],
  ])("has its two-sided 5 %% point with %i degrees at %d", (freedom, t) => {
    expect(2 * studentUpperTail(t, freedom)).toBeCloseTo(0.05, 6);
  });

  it("is symmetric", () => {
    expect(studentUpperTail(-1.3, 5) + studentUpperTail(1.3, 5)).toBeCloseTo(1, 14);
  });
});
