import fc from "fast-check";
import { expect, it } from "vitest";
import { valueOf, wordTable } from "../../../src/data/synth/word-table.ts";
import { zipf } from "../../../src/data/synth/zipf.ts";

/** The first and the last word of each value, drawn: [V, 2]. */
function drawnAtEnds(lastWords: Uint32Array): number[] {
  const table = wordTable(lastWords);
  return Array.from(lastWords, (last, v) => [
    valueOf(table, v === 0 ? 0 : lastWords[v - 1] + 1),
    valueOf(table, last),
  ]).flat();
}

function eachTwice(values: number): number[] {
  return Array.from({ length: 2 * values }, (_, i) => i >> 1);
}

it.each([2, 3, 24, 300, 5000, 100_000])("draws each of %d Zipf values by its first and its last word", (values) => {
  const lastWords = Uint32Array.from(zipf(values, 1.1), (share) => Math.ceil(share * 2 ** 32) - 1);
  expect(drawnAtEnds(lastWords)).toEqual(eachTwice(values));
});

it("draws each value of any law by its first and its last word, though thousands share a bucket", () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 2 ** 32 - 2 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(cuts, fc.integer({ min: 0, max: 9000 }), (ends, crowd) => {
      const crowded = Array.from({ length: crowd }, (_, i) => 2 ** 31 + 3 * i);
      const lastWords = Uint32Array.from(new Set([...ends, ...crowded, 2 ** 32 - 1])).sort();
      expect(drawnAtEnds(lastWords)).toEqual(eachTwice(lastWords.length));
    }),
    { numRuns: 10 },
  );
});
