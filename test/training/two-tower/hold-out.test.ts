import { describe, expect, it } from "vitest";
import type { Interactions } from "../../../src/retrieval/types.ts";
import { holdOut } from "../../../src/training/two-tower/hold-out.ts";

/** User 0 has items 1, 2 and twice 3 in domain 0; user 1 has item 4 there, user 2 items 5 and 6 in domain 1. */
const log: Interactions = {
  users: Int32Array.of(0, 0, 0, 0, 1, 2, 2),
  items: Int32Array.of(1, 2, 3, 3, 4, 5, 6),
  domains: Int32Array.of(0, 0, 0, 0, 0, 1, 1),
  userCount: 3,
  itemCount: 7,
  domainCount: 2,
};
const options = { candidates: 99, maxUsers: 10, seed: 1 };
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

describe("held-out items", () => {
  it("are one of each user with two items or more", () => {
    const { lists, train } = holdOut(log, options);
    expect(lists.map(({ user }) => user).toSorted((a, b) => a - b)).toEqual([0, 2]);
    expect([...train.users].filter((user) => user === 1)).toEqual([1]);
    expect(lists.map(({ user, domain }) => [user, domain]).toSorted(([a], [b]) => a - b)).toEqual([
      [0, 0],
      [2, 1],
    ]);
  });

  it.each(seeds)("are new to the user, even where the log has the pair twice (seed %i)", (seed) => {
    const { lists, train } = holdOut(log, { ...options, seed });
    const pairs = Array.from(train.users, (user, n) => `${user} ${train.items[n]}`);
    expect(lists.map(({ user, items, relevant }) => pairs.includes(`${user} ${items[relevant[0]]}`))).toEqual([
      false,
      false,
    ]);
  });

  it.each(seeds)("stand among items of the domain that the user has not (seed %i)", (seed) => {
    const ofUser = holdOut(log, { ...options, seed }).lists.find(({ user }) => user === 0);
    expect(ofUser?.items.length).toBe(2);
    expect(ofUser?.items[0]).toBe(4);
    expect([...(ofUser?.relevant ?? [])]).toEqual([1]);
  });

  it("are those of as many users as asked for", () => {
    expect(holdOut(log, { ...options, maxUsers: 1 }).lists).toHaveLength(1);
  });

  it("have as many candidates as asked for where the domain has them", () => {
    const wide: Interactions = {
      users: Int32Array.from({ length: 100 }, (_, n) => Math.floor(n / 2)),
      items: Int32Array.from({ length: 100 }, (_, n) => n),
      domains: new Int32Array(100),
      userCount: 50,
      itemCount: 100,
      domainCount: 1,
    };
    const { lists } = holdOut(wide, { ...options, candidates: 9 });
    expect(new Set(lists.map(({ items }) => new Set(items).size))).toEqual(new Set([10]));
  });
});
