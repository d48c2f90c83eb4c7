import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { EffectsWriter } from "../../src/data/effects-writer.ts";
import { effectsFile, readEffects } from "../../src/data/read-effects.ts";
import { openSession } from "../../src/data/session.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const one = 2n ** 30n;

function part(feature: number, cells: readonly (readonly [domain: number, id: number, rows: bigint])[]) {
  const counts = BigInt64Array.from(cells, ([, , rows]) => rows);
  const fixed = counts.map((rows) => rows * one);
  return {
    feature,
    domain: Int32Array.from(cells, ([domain]) => domain),
    id: Int32Array.from(cells, ([, id]) => id),
    sums: [counts, counts, fixed, fixed.map((x) => x / 2n), counts.map((rows) => rows * 2n ** 34n)],
  };
}

describe("effect histograms in Parquet", () => {
  it("come back merged over their parts, by id and domain, in natural units", async () => {
    const folder = temporaryFolder();
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
    const writer = await EffectsWriter.open(session);
    await writer.add(part(1, [[0, 7, 4n]]));
    await writer.add(part(0, [[1, 5, 2n], [0, 5, 1n], [0, 3, 1n]])); // prettier-ignore
    await writer.add(part(0, [[1, 5, 1n]]));
    await writer.write(join(folder, effectsFile));
    const histogram = await readEffects(session, folder, 0, 2);
    expect(histogram.ids).toEqual(Int32Array.of(3, 5));
    expect(histogram.offsets).toEqual(Int32Array.of(0, 1, 3));
    expect(histogram.domain).toEqual(Int32Array.of(0, 0, 1));
    expect(histogram.rows).toEqual(Float64Array.of(1, 1, 3));
    expect(histogram.mass).toEqual(Float64Array.of(1, 1, 3));
    expect(histogram.effect).toEqual(Float64Array.of(0.5, 0.5, 1.5));
    expect(histogram.effectSquared).toEqual(Float64Array.of(0.25, 0.25, 0.75));
  });

  it("keep more cells than one chunk holds", async () => {
    const folder = temporaryFolder();
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
    const writer = await EffectsWriter.open(session);
    await writer.add(
      part(
        2,
        Array.from({ length: 5000 }, (_, i) => [i % 3, 5000 - i, BigInt(i)] as const),
      ),
    );
    await writer.write(join(folder, effectsFile));
    const histogram = await readEffects(session, folder, 2, 3);
    expect([...histogram.ids]).toEqual(Array.from({ length: 5000 }, (_, i) => i + 1));
    expect(histogram.rows[0]).toBe(4999);
    expect(histogram.offsets[5000]).toBe(5000);
  });

  it("are refused when a sum exceeds BIGINT", async () => {
    const folder = temporaryFolder();
    await using session = await openSession({ memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "temp") });
    const writer = await EffectsWriter.open(session);
    const half = { ...part(0, [[0, 1, 1n]]), sums: Array.from({ length: 5 }, () => BigInt64Array.of(2n ** 62n)) };
    await writer.add(half);
    await writer.add(half);
    await expect(writer.write(join(folder, effectsFile))).rejects.toThrow(/out of range/i);
  });
});
