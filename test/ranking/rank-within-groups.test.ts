import { describe, expect, it } from "vitest";
import { rankWithinGroups } from "../../src/ranking/rank-within-groups.ts";

const scored = (name: string, score: number | null, group = "g") => ({ name, group, score });

describe("rankWithinGroups", () => {
  it("ranks each group from 1 by descending score", () => {
    expect(rankWithinGroups([scored("a", 1), scored("b", 2), scored("c", 5, "h")])).toEqual([2, 1, 1]);
  });

  it("breaks ties by UTF-16 code units, so that m10 precedes m2 and Z precedes a", () => {
    const items = ["m2", "m10", "m1", "a", "Z"].map((name) => scored(name, 1));
    expect(rankWithinGroups(items)).toEqual([5, 4, 3, 2, 1]);
  });

  it("puts features without a score last", () => {
    expect(rankWithinGroups([scored("a", null), scored("b", 0)])).toEqual([2, 1]);
  });
});
