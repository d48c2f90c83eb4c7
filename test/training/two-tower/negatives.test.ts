import { describe, expect, it } from "vitest";
import { NegativeSource } from "../../../src/training/two-tower/negatives.ts";
import { createRng } from "../../../src/util/rng.ts";

/** Domain 0: item 0 three times, item 1 once. Domain 1: item 2. */
const pairs = {
  count: 5,
  users: Int32Array.of(0, 1, 2, 3, 4),
  items: Int32Array.of(0, 0, 0, 1, 2),
  domains: Int32Array.of(0, 0, 0, 0, 1),
};
const sizes = { items: 3, domains: 2 };
const buffers = (count: number) => ({
  items: new Int32Array(count),
  domains: new Int32Array(count),
  logQ: new Float32Array(count),
});

describe("negatives", () => {
  it("of the batch are as likely as their share of the domain's pairs", () => {
    const source = new NegativeSource(pairs, { kind: "inBatch" }, sizes);
    expect(source.logQ(0, 0)).toBeCloseTo(Math.log(3 / 4), 12);
    expect(source.logQ(1, 2)).toBeCloseTo(0, 12);
    expect(source.draw(pairs.domains, createRng(1, "t"), buffers(0))).toBe(0);
  });

  it("drawn for each row are of the row's domain", () => {
    const options = { kind: "popularity", count: 2, power: 1, shared: false } as const;
    const into = buffers(6);
    const drawn = new NegativeSource(pairs, options, sizes).draw(Int32Array.of(0, 1, 0), createRng(1, "t"), into);
    expect(drawn).toBe(6);
    expect([...into.domains]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([into.items[2], into.items[3]]).toEqual([2, 2]);
    expect(new Set([0, 1, 4, 5].map((n) => into.items[n] < 2))).toEqual(new Set([true]));
  });

  it("that rows share are drawn once for each domain, with their log Q", () => {
    const options = { kind: "popularity", count: 100, power: 0, shared: true } as const;
    const into = buffers(200);
    expect(new NegativeSource(pairs, options, sizes).draw(Int32Array.of(0), createRng(1, "t"), into)).toBe(200);
    expect([...into.domains.subarray(99, 101)]).toEqual([0, 1]);
    expect(new Set(into.logQ.subarray(0, 100))).toEqual(new Set([Math.fround(Math.log(1 / 2))]));
  });
});
