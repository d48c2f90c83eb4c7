import type { TransferArtifact } from "../../data/artifacts/transfer.ts";
import type { RowUsers } from "../../data/row-users.ts";

export type ActivityGroup = TransferArtifact["activity"][number];

/** How many groups there are, where the quantiles of the rows differ. */
const groupCount = 3;

/**
 * Groups of rows by the activity of their users (MKT, Table 3), cut at quantiles over the rows, so that each has about as many: [G], from the least
 * active users on. Rows without a user are in none.
 */
export function activityGroups(users: Pick<RowUsers, "user" | "trainingRows">): ActivityGroup[] {
  const { user, trainingRows } = users;
  const activity = trainingRows.filter((_, i) => user[i] >= 0).toSorted();
  if (activity.length === 0) return [];
  const cuts = Array.from(
    { length: groupCount - 1 },
    (_, k) => activity[Math.floor(((k + 1) * activity.length) / groupCount)],
  );
  const starts = [0, ...new Set(cuts.filter((cut) => cut > activity[0]))];
  return starts.map((from, g) => {
    const to = g + 1 < starts.length ? starts[g + 1] - 1 : null;
    const at = rowsOfGroup(users, { from, to });
    return { from, to, users: new Set(at.map((i) => user[i])).size, rows: at.length };
  });
}

/** Positions of the rows in a group. */
export function rowsOfGroup(
  { user, trainingRows }: Pick<RowUsers, "user" | "trainingRows">,
  { from, to }: Pick<ActivityGroup, "from" | "to">,
): Int32Array {
  const all = Int32Array.from(user, (_, i) => i);
  return all.filter((i) => user[i] >= 0 && trainingRows[i] >= from && (to === null || trainingRows[i] <= to));
}
