import { describe, expect, it } from "vitest";
import {
  byPlace,
  type CorpusQuery,
  nearestLists,
  notGiven,
  scoredLists,
  withoutChosen,
} from "../../src/retrieval/evaluate-corpus.ts";
import { evaluateLists } from "../../src/retrieval/evaluate-lists.ts";
import type { Interactions, UserItems } from "../../src/retrieval/types.ts";
import { testDevice } from "../support/run-both.ts";

const heldOut: UserItems[] = [
  { user: 4, domain: 0, items: Int32Array.of(5, 1) },
  { user: 2, domain: 0, items: Int32Array.of(0) },
];
/** User 4 may not be given item 2. */
const query: CorpusQuery = {
  heldOut,
  count: 2,
  excluded: (user) => Int32Array.from(user === 4 ? [0, 2] : [0]),
};
/** An item's score is its number for user 4, and the opposite for user 2. */
const vectors = {
  users: { rows: 2, size: 1, values: Float32Array.of(1, -1) },
  items: { rows: 6, size: 1, values: Float32Array.of(0, 1, 2, 3, 4, 5) },
};
const expected = [
  { user: 4, domain: 0, items: Int32Array.of(5, 4), relevant: Int32Array.of(0, 3) },
  { user: 2, domain: 0, items: Int32Array.of(1, 2), relevant: Int32Array.of(2) },
];

describe("nearestLists", () => {
  it("lists the nearest items that a user may be given, and where the held-out ones are", async () =>
    expect(await nearestLists(await testDevice("cpu"), query, vectors)).toEqual(expected));

  it("is evaluated as lists in their order are", async () => {
    const lists = await nearestLists(await testDevice("cpu"), query, vectors);
    const [{ mean }] = evaluateLists(lists, 1, [2], byPlace);
    expect(mean.recall).toBe((1 / 2 + 0) / 2);
  });
});

describe("scoredLists", () => {
  it("lists the same for a method with the same scores", () => {
    const lists = scoredLists(query, 6, ({ user, items }) => items.map((item) => (user === 4 ? item : -item)));
    expect(lists).toEqual(expected);
  });

  it("gives all that a user may be given where that is less than asked for", () => {
    const [{ items }] = scoredLists({ ...query, count: 9 }, 6, ({ items: all }) => all);
    expect([...items]).toEqual([5, 4, 3, 1]);
  });
});

const interactions: Interactions = {
  users: Int32Array.of(4, 4, 2),
  items: Int32Array.of(5, 3, 4),
  domains: Int32Array.of(0, 1, 0),
  userCount: 6,
  itemCount: 6,
  domainCount: 2,
};

describe("notGiven", () => {
  it("holds the reserved numbers and what the user has chosen in any domain", () =>
    expect([4, 2, 0].map((user) => [...notGiven(interactions, 2, true)(user)])).toEqual([
      [0, 1, 3, 5],
      [0, 1, 4],
      [0, 1],
    ]));

  it("holds the reserved numbers alone where users may be given what they know", () =>
    expect([...notGiven(interactions, 2, false)(4)]).toEqual([0, 1]));
});

describe("withoutChosen", () => {
  it("leaves out what the user has chosen in any domain, and not what the log does not know", () => {
    const held = [
      { user: 4, domain: 0, items: Int32Array.of(3, 0, 4) },
      { user: 2, domain: 1, items: Int32Array.of(4) },
      { user: 0, domain: 1, items: Int32Array.of(4) },
    ];
    expect(withoutChosen(held, interactions)).toEqual([
      { user: 4, domain: 0, items: Int32Array.of(0, 4) },
      { user: 2, domain: 1, items: Int32Array.of() },
      { user: 0, domain: 1, items: Int32Array.of(4) },
    ]);
  });
});
