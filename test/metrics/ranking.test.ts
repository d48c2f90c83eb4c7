import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanOverUsers } from "../../src/metrics/mean-over-users.ts";
import { ndcg } from "../../src/metrics/ndcg.ts";
import { recall } from "../../src/metrics/recall.ts";
import { topItems } from "../../src/metrics/top-items.ts";

/** A user with 1 … 20 items, at least one of them relevant, scores with ties, and a number of places. */
const user = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 4 }), isRelevant: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  })
  .filter((items) => items.some(({ isRelevant }) => isRelevant))
  .map((items) => ({
    scores: items.map(({ score }) => score),
    relevant: new Set(items.flatMap(({ isRelevant }, item) => (isRelevant ? [item] : []))),
  }));
const places = fc.integer({ min: 1, max: 25 });

describe("topItems", () => {
  it("puts the higher score first, and the lower number first among equal scores", () =>
    expect(topItems([1, 3, 1, 3, 2], 4)).toEqual([1, 3, 4, 0]));
  it("gives all items when there are too few", () => expect(topItems([1, 2], 5)).toEqual([1, 0]));

  it("keeps few of the best in the order in which it sorts all", () => {
    const scores = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 90 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 0, max: 64 }), (values, n) => {
        expect(topItems(values, n)).toEqual(topItems(values, 65).slice(0, n));
      }),
    );
  });
});

describe("recall", () => {
  it("is the share of the relevant items among the best", () =>
    expect(recall([9, 8, 7, 6], new Set([0, 2, 3]), 2)).toBe(1 / 3));
  it("is null without a relevant item", () => expect(recall([1, 2], new Set(), 1)).toBeNull());

  it("grows with the places, to 1 when all items have one", () => {
    fc.assert(
      fc.property(user, places, ({ scores, relevant }, n) => {
        expect(recall(scores, relevant, n + 1)).toBeGreaterThanOrEqual(recall(scores, relevant, n) ?? 2);
        expect(recall(scores, relevant, scores.length)).toBe(1);
      }),
    );
  });
});

describe("ndcg", () => {
  it("discounts place j by log₂(j + 1)", () =>
    expect(ndcg([1, 2, 3], new Set([0]), 3)).toBeCloseTo(1 / Math.log2(4), 14));
  it("is null without a relevant item", () => expect(ndcg([1, 2], new Set(), 1)).toBeNull());

  it("lies between 0 and 1", () => {
    fc.assert(
      fc.property(user, places, ({ scores, relevant }, n) => {
        const value = ndcg(scores, relevant, n) ?? Number.NaN;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("is 1 when the relevant items have the highest scores, and 0 only when none of them has a place", () => {
    fc.assert(
      fc.property(user, places, ({ scores, relevant }, n) => {
        const perfect = scores.map((score, item) => score + (relevant.has(item) ? 10 : 0));
        expect(ndcg(perfect, relevant, n)).toBe(1);
        expect(ndcg(scores, relevant, n) === 0).toBe(recall(scores, relevant, n) === 0);
      }),
    );
  });
});

describe("meanOverUsers", () => {
  it("leaves out users without a value", () => expect(meanOverUsers([1, null, 0])).toBe(0.5));
  it("is null when nobody has one", () => expect(meanOverUsers([null])).toBeNull());
});
