import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EffectCells } from "../../src/attribution/effect-cells.ts";
import type { EffectPart } from "../../src/data/effects-writer.ts";

const feature = { index: 0, name: "f", kind: "categorical", sequence: false, ids: 10 };

/** Cells by "domain/id", each sum as a number in its fixed-point unit. */
function merged(parts: readonly EffectPart[]): Record<string, number[]> {
  const cells: Record<string, number[]> = {};
  for (const { domain, id, sums } of parts) {
    id.forEach((value, i) => {
      const cell = (cells[`${domain[i]}/${value}`] ??= [0, 0, 0, 0, 0]);
      sums.forEach((sum, s) => (cell[s] += Number(sum[i])));
    });
  }
  return cells;
}

function scalarBatch(ids: readonly number[], domain: readonly number[], weights: readonly number[]) {
  return {
    rows: ids.length,
    row: Float64Array.from(ids, (_, b) => 100 + b),
    number: 7,
    domain: Int32Array.from(domain),
    ids: { ids: Int32Array.from(ids), offsets: null },
    weights: Float64Array.from(weights),
    stride: 1,
    column: 0,
  };
}

describe("effect cells", () => {
  it("add the weight of a row at its value", () => {
    const cells = new EffectCells(feature, 2);
    cells.add(scalarBatch([4, 5, 4], [0, 1, 0], [0.5, 0.25, 1]));
    expect(merged(cells.take(true))).toEqual({
      "0/4": [2, 2, 2 * 2 ** 30, 1.5 * 2 ** 30, 1.25 * 2 ** 36],
      "1/5": [1, 1, 2 ** 30, 2 ** 28, 2 ** 32],
    });
  });

  it("share the weight of a row among the elements of its list, repeats together", () => {
    const cells = new EffectCells({ ...feature, sequence: true }, 1);
    cells.add({
      rows: 3,
      row: Float64Array.of(0, 1, 2),
      number: 1,
      domain: new Int32Array(3),
      ids: { ids: Int32Array.of(3, 4, 3, 3, 5), offsets: Int32Array.of(0, 4, 4, 5) },
      weights: Float64Array.of(1, 9, 0.5),
      stride: 1,
      column: 0,
    });
    expect(merged(cells.take(true))).toEqual({
      "0/3": [1, 3, 0.75 * 2 ** 30, 0.75 * 2 ** 30, 0.5625 * 2 ** 36],
      "0/4": [1, 1, 0.25 * 2 ** 30, 0.25 * 2 ** 30, 0.0625 * 2 ** 36],
      "0/5": [1, 1, 2 ** 30, 2 ** 29, 2 ** 34],
    });
  });

  it.each([2, 31, 32, 33, 500])("count the elements of a list of %d as of one that is in order", (length) => {
    const ids = Int32Array.from({ length }, (_, l) => (7 * l * l + 3) % 10);
    const sums = [ids, ids.toSorted()].map((own) => {
      const cells = new EffectCells({ ...feature, sequence: true }, 1);
      const batch = scalarBatch([0], [0], [0.5]);
      cells.add({ ...batch, ids: { ids: own, offsets: Int32Array.of(0, length) } });
      return merged(cells.take(true));
    });
    expect(sums[0]).toEqual(sums[1]);
    expect(Object.values(sums[0]).reduce((all, [, elements]) => all + elements, 0)).toBe(length);
  });

  it("leave out the null of a numeric support", () => {
    const cells = new EffectCells({ ...feature, kind: "numerical" }, 1);
    cells.add(scalarBatch([0, 1], [0, 0], [1, 1]));
    expect(Object.keys(merged(cells.take(true)))).toEqual(["0/1"]);
  });

  it("give the same sums hashed, in many parts, as in plain arrays", () => {
    const rows = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 9 }),
        fc.integer({ min: 0, max: 2 }),
        fc.float({ min: 0, max: 8, noNaN: true }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(rows, (all) => {
        const sums = [10, 10_000_000].map((ids) => {
          const cells = new EffectCells({ ...feature, ids }, 3);
          const parts: EffectPart[] = [];
          for (const [id, domain, weight] of all) {
            cells.add(scalarBatch([id], [domain], [weight]));
            parts.push(...cells.take(id % 3 === 0));
          }
          return merged([...parts, ...cells.take(true)]);
        });
        expect(sums[1]).toEqual(sums[0]);
      }),
    );
  });

  it("hand on cells before a sum could leave the integers of float64", () => {
    const cells = new EffectCells(feature, 1);
    const large = 200;
    for (let i = 0; i < 100; i++) cells.add(scalarBatch([3], [0], [large]));
    const parts = cells.take(true);
    expect(parts.length).toBeGreaterThan(1);
    const total = parts.reduce((sum, part) => sum + part.sums[4][0], 0n);
    expect(total).toBe(100n * BigInt(large * large) * 2n ** 36n);
  });

  it.each([1000, 10_000_000])("hand on each cell once while its own sums are exact, of %d ids", (ids) => {
    const cells = new EffectCells({ ...feature, ids }, 3);
    const rows = 30_000;
    const each = Array.from({ length: rows }, (_, b) => b);
    const id = each.map((b) => b % 1000);
    // All squares together are 3.75 times what a sum may be.
    const weights = each.map(() => 64 / Math.sqrt(8));
    cells.add(
      scalarBatch(
        id,
        each.map((b) => b % 3),
        weights,
      ),
    );
    const parts = cells.take(true);
    expect(parts.map((part) => part.id.length)).toEqual([3000]);
  });

  it.each([10, 10_000_000])("hand on cells before the mass of lists could leave them, of %d ids", (ids) => {
    const cells = new EffectCells({ ...feature, sequence: true, ids }, 1);
    const [batches, rows] = [9, 2 ** 20];
    const full = scalarBatch([], [], []);
    const lists = { ids: new Int32Array(rows).fill(3), offsets: Int32Array.from({ length: rows + 1 }, (_, b) => b) };
    const [domain, weights] = [new Int32Array(rows), new Float64Array(rows)];
    for (let i = 0; i < batches; i++) cells.add({ ...full, rows, domain, weights, ids: lists });
    const thirds = { ids: Int32Array.of(3, 4, 5), offsets: Int32Array.of(0, 3) };
    for (let i = 0; i < 3; i++) cells.add({ ...scalarBatch([0], [0], [0]), ids: thirds });
    const parts = cells.take(true);
    const masses = parts.map(({ id, sums }) => sums[2][id.indexOf(3)]);
    const third = BigInt(Math.round(2 ** 30 / 3));
    expect(masses.reduce((sum, mass) => sum + mass, 0n)).toBe(BigInt(batches * rows) * 2n ** 30n + 3n * third);
  });

  it.each([[NaN], [1e6], [Infinity]])("refuse the weight %d by the feature's name, row and batch", (weight) => {
    const cells = new EffectCells(feature, 1);
    const add = (): void => cells.add(scalarBatch([3, 3], [0, 0], [1, weight]));
    expect(add).toThrow("the attribution of feature f in row 101, batch 7, is not a number or too large");
  });
});
