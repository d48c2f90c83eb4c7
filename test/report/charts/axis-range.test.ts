import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axisRange } from "../../../src/report/charts/axis-range.ts";

describe("the range of an axis", () => {
  it.each([
    ["two AUCs", [0.7, 0.75], { min: 0.68, max: 0.76, interval: 0.02 }],
    ["one value, a thousandth of it to each side", [1000], { min: 999.5, max: 1000.5, interval: 0.5 }],
    ["nothing", [], { min: 0, max: 1, interval: 0.5 }],
  ])("of %s is round", (_, values, range) => {
    expect(axisRange(values)).toEqual(range);
  });

  it("holds every value, leaves a bar of the least one visible and has few labels", () => {
    const values = fc.array(fc.double({ min: 0.01, max: 1e7, noNaN: true }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(values, (some) => {
        const { min, max, interval } = axisRange(some);
        const labels = (max - min) / interval;
        return min < Math.min(...some) && max >= Math.max(...some) && labels <= 6.001 && labels >= 0.999;
      }),
    );
  });
});
