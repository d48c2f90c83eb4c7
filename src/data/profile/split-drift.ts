import { z } from "zod";
import type { ProfileArtifact } from "../artifacts/profile.ts";
import { quotePath } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";

const count = z.number();
const driftRow = z.object({
  part: count,
  elements: count,
  nulls: count,
  unseen_elements: count,
  unseen_values: count,
});

/** What a feature holds in training and later, and what of that training never had, from its value counts at `path`. */
export async function splitDrift(
  session: Session,
  path: string,
): Promise<NonNullable<ProfileArtifact["features"][number]["parts"]>> {
  const rows = await session.rows(loadSql("profile/split-drift", { values: quotePath(path) }), {}, driftRow);
  return [0, 1].map((part) => {
    const found = rows.find((row) => row.part === part);
    return {
      elements: found?.elements ?? 0,
      nulls: found?.nulls ?? 0,
      unseenElements: found?.unseen_elements ?? 0,
      unseenValues: found?.unseen_values ?? 0,
    };
  });
}
