import type { TransferArtifact } from "../../data/artifacts/transfer.ts";
import { readRowUsers, type RowUsers } from "../../data/row-users.ts";
import type { Session } from "../../data/session.ts";
import { type ActivityGroup, activityGroups } from "./activity-groups.ts";
import { countUsers } from "./evaluate-target.ts";
import type { PhaseBench } from "./phase-trainer.ts";

/** What is known of the users of the target's rows. */
export interface KnownUsers extends Pick<TransferArtifact, "users" | "activity"> {
  readonly known: PhaseBench["known"];
}

/** Reads the users of the target's validation and test rows; their groups are those of the test rows. Without users nothing is known. */
export async function readRowGroups(
  session: Session,
  { encode, encodeDir, target }: Pick<PhaseBench, "encode" | "encodeDir" | "target">,
  rows: TransferArtifact["rows"]["target"],
): Promise<KnownUsers> {
  if (encode.users === undefined) return { known: {}, users: null, activity: [] };
  const usersOf = (split: "valid" | "test"): Promise<RowUsers> =>
    readRowUsers(session, encodeDir, { split, domain: target, rows: rows[split] });
  const [valid, test] = [await usersOf("valid"), await usersOf("test")];
  const groups: ActivityGroup[] = activityGroups(test);
  const known = { valid: { users: valid, groups }, test: { users: test, groups } };
  return { known, users: countUsers(test), activity: groups };
}
