import { describe, expect, it } from "vitest";
import { activityGroups, rowsOfGroup } from "../../../src/training/transfer/activity-groups.ts";

/** Nine rows of the users 0 to 4 with 1, 2, 5, 9 and 40 training rows, and one row of nobody. */
const users = {
  user: Int32Array.of(0, 1, 1, 2, 2, 3, 3, 4, 4, -1),
  trainingRows: Int32Array.of(1, 2, 2, 5, 5, 9, 9, 40, 40, 0),
};

describe("groups of users by activity", () => {
  it("cut the rows at their thirds, between different activities", () => {
    // The rows in order of activity: 1 2 2 | 5 5 9 | 9 40 40; the users with 9 rows are in one group.
    expect(activityGroups(users)).toEqual([
      { from: 0, to: 4, users: 2, rows: 3 },
      { from: 5, to: 8, users: 1, rows: 2 },
      { from: 9, to: null, users: 2, rows: 4 },
    ]);
  });

  it("are fewer where quantiles fall on the same activity", () => {
    const same = { user: Int32Array.of(0, 1, 2, 3), trainingRows: Int32Array.of(3, 3, 3, 8) };
    expect(activityGroups(same)).toEqual([{ from: 0, to: null, users: 4, rows: 4 }]);
  });

  it("leave out rows without a user, and are none without users", () => {
    expect(activityGroups({ user: Int32Array.of(-1, -1), trainingRows: Int32Array.of(0, 0) })).toEqual([]);
    expect(Array.from(rowsOfGroup(users, { from: 0, to: 1 }))).toEqual([0]);
  });
});
