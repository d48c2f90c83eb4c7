import fc from "fast-check";
import { expect, it } from "vitest";
import { bestOf } from "../../src/retrieval/best-of.ts";
import { kthLargest } from "../../src/retrieval/kth-largest.ts";
import { topItems } from "../../src/metrics/top-items.ts";

/** Few different values, so that many are equal. */
const scores = fc.array(fc.constantFrom(-Infinity, -1, 0, 0.5, 2, 7), { minLength: 1, maxLength: 60 });

it("finds the k-th largest as sorting does, among repeated values too", () => {
  fc.assert(
    fc.property(scores, fc.nat(), (values, place) => {
      const k = 1 + (place % values.length);
      const sorted = values.toSorted((a, b) => b - a);
      expect(kthLargest(Float64Array.from(values), values.length, k)).toBe(sorted[k - 1]);
    }),
  );
});

it("looks at the first elements only", () => expect(kthLargest(Float32Array.of(1, 3, 9), 2, 1)).toBe(3));

it("orders the best as sorting all of them does", () => {
  fc.assert(
    fc.property(scores, fc.integer({ min: 1, max: 70 }), (values, count) => {
      expect(bestOf(Float64Array.from(values), values.length, count)).toEqual(topItems(values, count));
    }),
  );
});
