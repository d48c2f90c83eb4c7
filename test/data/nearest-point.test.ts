import { describe, expect, it } from "vitest";
import { nearestPoint } from "../../src/data/nearest-point.ts";

const points = Float64Array.of(1, 2, 4, 8);

describe("nearestPoint", () => {
  it.each([
    [0, 0],
    [1, 0],
    [2.9, 1],
    [3.1, 2],
    [8, 3],
    [100, 3],
  ])("of %d is the point at %d", (value, at) => {
    expect(nearestPoint(points, value)).toBe(at);
  });

  it("is the lower one of two as near", () => {
    expect(nearestPoint(points, 3)).toBe(1);
  });

  it("is none without points", () => {
    expect(nearestPoint(new Float64Array(0), 1)).toBe(-1);
  });
});
