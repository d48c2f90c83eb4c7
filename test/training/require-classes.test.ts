import { expect, it } from "vitest";
import { requireClasses } from "../../src/training/require-classes.ts";

const encode = { domains: ["a", "b"], splits: { train: 4, valid: 1, test: 1 }, features: [] };

it("lets a log with both labels and rows in every split pass", () => {
  expect(() => requireClasses(encode, Float64Array.of(0, 2, 2, 0))).not.toThrow();
});

it("names the split that is empty", () => {
  const unsplit = { ...encode, splits: { train: 4, valid: 0, test: 0 } };
  expect(() => requireClasses(unsplit, Float64Array.of(1, 1, 1, 1))).toThrow("the valid split holds no row");
});

it("names the label that no training row has", () => {
  expect(() => requireClasses(encode, Float64Array.of(0, 2, 0, 2))).toThrow("no training row has the label 0");
});
