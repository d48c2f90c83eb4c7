import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DependenceSums } from "../../src/attribution/dependence.ts";
import { ImportanceSums } from "../../src/attribution/importance-sums.ts";
import { OverflowGuard } from "../../src/attribution/overflow-guard.ts";
import { type EffectPart, EffectsWriter } from "../../src/data/effects-writer.ts";
import { openSession } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

/** A part of feature 0 with one cell a row: domain, id, and the sum of its effects. */
function part(...cells: readonly (readonly [domain: number, id: number, effect: bigint])[]): EffectPart {
  const ones = BigInt64Array.from(cells, () => 1n);
  return {
    feature: 0,
    domain: Int32Array.from(cells, ([domain]) => domain),
    id: Int32Array.from(cells, ([, id]) => id),
    sums: [ones, ones, ones, BigInt64Array.from(cells, ([, , effect]) => effect), ones],
  };
}

async function hand(...parts: readonly EffectPart[]): Promise<void> {
  const tempDir = join(temporaryFolder(), "temp");
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir });
  const writer = await EffectsWriter.open(session);
  const guard = new OverflowGuard(["price"], (feature) => writer.largest(feature));
  for (const one of parts) {
    await writer.add(one);
    await guard.add(one);
  }
}

describe("the guard of fixed-point sums", () => {
  it("refuses a cell before its sum is beyond BIGINT, and names feature and measure", async () => {
    const half = part([1, 5, 2n ** 61n]);
    await expect(hand(half, half)).rejects.toThrow(/the effects of feature price sum to 4611686018427388000 units/);
  });

  it("lets a feature go on whose cells are all small, however large their sum", async () => {
    const large = 2n ** 61n;
    await expect(hand(part([0, 1, large], [0, 2, large]), part([1, 1, large], [1, 2, large]))).resolves.toBeUndefined();
  });
});

describe("sums of dependence", () => {
  it("are refused before they wrap", () => {
    const sums = new DependenceSums(["feature price"], 1);
    // 2^22 a row in units of 2^-30: 2^11 rows reach 2^63.
    const scores = new Float32Array(2 ** 11).fill(2 ** 22);
    const addAll = (): void => {
      sums.add(scores, new Int32Array(scores.length), scores.length);
      sums.of(0);
    };
    expect(addAll).toThrow(/feature price sum to 2\^63 units/);
  });
});

describe("sums of importance", () => {
  it.each([NaN, 1e6])("are refused where they would not be exact (%d)", (importance) => {
    const sums = new ImportanceSums(["feature price"], 7);
    expect(() => sums.add(Float32Array.of(importance), 0, { row: 9, batch: 2 }, 1)).toThrow(
      "the importance of feature price in row 9, batch 2, is not a number",
    );
  });
});
