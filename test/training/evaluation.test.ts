import { describe, expect, it } from "vitest";
import { Predictions } from "../../src/training/evaluation.ts";

const batch = { rows: 2, label: Int32Array.of(0, 1), domain: Int32Array.of(0, 0) };

describe("predictions", () => {
  it.each([NaN, Infinity])("refuse a logit of %d and name row and batch", (logit) => {
    const predictions = new Predictions(4);
    predictions.append(Float32Array.of(0.5, -0.5), batch);
    expect(() => predictions.append(Float32Array.of(0.5, logit), batch)).toThrow(/row 3 .* batch 1, is/);
  });
});
