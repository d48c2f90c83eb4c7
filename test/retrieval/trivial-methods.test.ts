import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { neighbourScores } from "../../src/retrieval/item-neighbours.ts";
import { popularityScores } from "../../src/retrieval/popularity.ts";
import type { CandidateList, Interactions } from "../../src/retrieval/types.ts";
import { outside } from "../support/tolerance.ts";

/** @param rows [user, item, domain] */
function interactionsOf(rows: readonly (readonly [number, number, number])[]): Interactions {
  const column = (c: 0 | 1 | 2): Int32Array => Int32Array.from(rows, (row) => row[c]);
  const sizes = { userCount: 6, itemCount: 8, domainCount: 2 };
  return { users: column(0), items: column(1), domains: column(2), ...sizes };
}

const list = (user: number, domain: number, items: readonly number[]): CandidateList => ({
  user,
  domain,
  items: Int32Array.from(items),
  relevant: new Int32Array(),
});

describe("popularityScores", () => {
  it("counts the rows of an item in the list's domain, repeated ones too", () => {
    const interactions = interactionsOf([
      [0, 3, 0],
      [0, 3, 0],
      [1, 3, 1],
      [1, 5, 0],
    ]);
    expect(Array.from(popularityScores(interactions)(list(2, 0, [5, 3, 0])))).toEqual([1, 2, 0]);
  });
});

describe("neighbourScores", () => {
  // Users 0 and 1 chose items 2 and 3, user 2 chose 3 and 4; in domain 1, user 1 chose 5.
  const interactions = interactionsOf([
    [0, 2, 0],
    [0, 3, 0],
    [1, 2, 0],
    [1, 3, 0],
    [2, 3, 0],
    [2, 4, 0],
    [1, 5, 1],
  ]);

  it("adds up the cosines with the user's items", () => {
    const [two, four] = Array.from(neighbourScores(interactions, "domain")(list(2, 0, [2, 4])));
    expect(two).toBeCloseTo(2 / Math.sqrt(2 * 3), 6);
    expect(four).toBeCloseTo(1 / Math.sqrt(3), 6);
  });

  it("lets popularity decide between items that nothing else tells apart", () => {
    const [unknown, four, three] = Array.from(neighbourScores(interactions, "domain")(list(5, 0, [0, 4, 3])));
    expect(unknown).toBe(0);
    expect(four).toBeGreaterThan(0);
    expect(three).toBeGreaterThan(four);
    expect(three).toBeLessThan(1e-8);
  });

  it("sees neighbours of other domains only when asked to", () => {
    expect(neighbourScores(interactions, "domain")(list(1, 0, [5]))[0]).toBe(0);
    expect(neighbourScores(interactions, "all")(list(1, 0, [5]))[0]).toBeCloseTo(
      1 / Math.sqrt(2) + 1 / Math.sqrt(3),
      6,
    );
  });

  it("agrees with the definition, item by item", () => {
    const row = fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 7 }), fc.nat({ max: 1 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.nat({ max: 5 }), (rows, user) => {
        const scores = neighbourScores(interactionsOf(rows), "all")(list(user, 0, [0, 1, 2, 3, 4, 5, 6, 7]));
        const expected = [0, 1, 2, 3, 4, 5, 6, 7].map((candidate) => byDefinition(rows, user, candidate));
        // Popularity adds up to 1e-9.
        expect(outside(Array.from(scores), expected, { abs: 2e-9, rel: 1e-12 })).toEqual([]);
      }),
    );
  });
});

function byDefinition(rows: readonly (readonly number[])[], user: number, candidate: number): number {
  const usersOf = (item: number): Set<number> => new Set(rows.flatMap(([u, i]) => (i === item ? [u] : [])));
  const own = usersOf(candidate);
  const chosen = new Set(rows.flatMap(([u, i]) => (u === user && i !== candidate ? [i] : [])));
  return [...chosen].reduce((sum, item) => {
    const users = usersOf(item);
    const common = [...users].filter((u) => own.has(u)).length;
    return common === 0 ? sum : sum + common / Math.sqrt(users.size * own.size);
  }, 0);
}
