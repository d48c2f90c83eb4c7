import { describe, expect, it } from "vitest";
import { itemsOfUsers, transposed } from "../../src/retrieval/incidence.ts";
import type { Interactions } from "../../src/retrieval/types.ts";

const interactions: Interactions = {
  users: Int32Array.of(2, 0, 2, 2, 0),
  items: Int32Array.of(1, 3, 0, 1, 2),
  domains: Int32Array.of(0, 0, 0, 1, 1),
  userCount: 3,
  itemCount: 4,
  domainCount: 2,
};

describe("itemsOfUsers", () => {
  it("lists the items of each user in ascending order, each once", () =>
    expect(itemsOfUsers(interactions, null)).toEqual({
      offsets: Int32Array.of(0, 2, 2, 4),
      members: Int32Array.of(2, 3, 0, 1),
    }));

  it("takes the rows of one domain", () =>
    expect(itemsOfUsers(interactions, 1)).toEqual({
      offsets: Int32Array.of(0, 1, 1, 2),
      members: Int32Array.of(2, 1),
    }));
});

describe("transposed", () => {
  it("lists the users of each item in ascending order", () =>
    expect(transposed(itemsOfUsers(interactions, null), 4)).toEqual({
      offsets: Int32Array.of(0, 1, 2, 3, 4),
      members: Int32Array.of(2, 2, 0, 0),
    }));
});
