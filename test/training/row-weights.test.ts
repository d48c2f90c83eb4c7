import { describe, expect, it } from "vitest";
import { labelCounts } from "../../src/data/label-counts.ts";
import { rowWeights } from "../../src/training/row-weights.ts";
import { openTrainingLog } from "../support/training-log.ts";

const domains = ["news", "video"];
/** news: 60 of label 0, 20 of label 1; video: 15 and 5. */
const counts = Float64Array.of(60, 20, 15, 5);

describe("rowWeights", () => {
  it("is null when all rows weigh the same", () => {
    expect(rowWeights({ class: "none", domain: "none" }, domains, counts)).toBeNull();
  });

  it.each([
    ["positive rows by a number", { class: { positive: 3 }, domain: "none" }, [1, 3, 1, 3]],
    // 100 / (2 · 75) and 100 / (2 · 25).
    ["balanced classes", { class: "balanced", domain: "none" }, [2 / 3, 2, 2 / 3, 2]],
    // 100 / (2 · 80) and 100 / (2 · 20).
    ["balanced domains", { class: "none", domain: "balanced" }, [0.625, 0.625, 2.5, 2.5]],
    ["a domain by its name, the other 1", { class: "none", domain: { video: 4 } }, [1, 1, 4, 4]],
    ["class times domain", { class: { positive: 2 }, domain: { video: 4 } }, [1, 2, 4, 8]],
  ] as const)("weighs %s", (_, weights, expected) => {
    expect(rowWeights(weights, domains, counts)).toEqual(Float32Array.from(expected));
  });

  it("gives balanced rows a mean weight of 1", () => {
    const weights = rowWeights({ class: "balanced", domain: "none" }, domains, counts) ?? [];
    // Four products of float32 weights.
    expect(counts.reduce((sum, rows, i) => sum + rows * weights[i], 0) / 100).toBeCloseTo(1, 6);
  });

  it("leaves a domain without rows out of the balance", () => {
    const weights = rowWeights(
      { class: "none", domain: "balanced" },
      [...domains, "live"],
      Float64Array.of(60, 20, 15, 5, 0, 0),
    );
    expect(weights).toEqual(Float32Array.of(0.625, 0.625, 2.5, 2.5, 1, 1));
  });

  it("names a domain that there is not, and the one that was meant", () => {
    expect(() => rowWeights({ class: "none", domain: { vidio: 2 } }, domains, counts)).toThrow(
      expect.objectContaining({
        code: "config",
        details: expect.objectContaining({ value: "vidio", remedy: "did you mean video?" }) as unknown,
      }),
    );
  });
});

describe("labelCounts", () => {
  it("counts the rows of a split by domain and label", async () => {
    const { session, encodeDir } = await openTrainingLog({ train: 90, valid: 1, test: 1 });
    const counted = await labelCounts(session, encodeDir, "train", 3);
    session.close();
    expect([counted[0] + counted[1], counted[2] + counted[3], counted[4] + counted[5]]).toEqual([30, 30, 30]);
    expect(counted.every((rows) => rows > 0)).toBe(true);
  });
});
