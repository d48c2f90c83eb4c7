import fc from "fast-check";
import { expect, it } from "vitest";
import { numberCode, numberOf } from "../../../src/data/synth/drawn-rows.ts";

it("rounds a number to the thousandths that toFixed writes, ties included", () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (value) => {
      expect(numberOf(numberCode(value))).toBe(Number(value.toFixed(3)));
    }),
  );
});

it.each([0.0005, 1.0005, -2.5005, 4.1235, -0.0001])("rounds %d as toFixed does", (value) => {
  expect(numberOf(numberCode(value))).toBe(Number(value.toFixed(3)));
});
