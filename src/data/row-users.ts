import type { SplitName } from "./artifacts/layout.ts";
import { integers } from "./chunk.ts";
import { quotePaths } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { splitParts } from "./split-parts.ts";
import { loadSql } from "./sql-file.ts";

/** The users of some rows. */
export interface RowUsers {
  /** [N] a number for each user, -1 for a row without one. */
  readonly user: Int32Array;
  /** [N] how many rows that user has in the training split, of all domains; 0 for a row without a user. */
  readonly trainingRows: Int32Array;
  /** [N] 0 or 1. */
  readonly label: Int32Array;
}

/** The users of a split's rows of one domain, in the order in which an `EncodedSplit` gives them unshuffled. @param rows N */
export async function readRowUsers(
  session: Session,
  encodeDir: string,
  { split, domain, rows }: { readonly split: SplitName; readonly domain: number; readonly rows: number },
): Promise<RowUsers> {
  const [own, training] = [split, "train" as const].map((name) => quotePaths(splitParts(encodeDir, name)));
  const query = loadSql("transfer/row-users", { rows: own, training });
  const users = { user: new Int32Array(rows), trainingRows: new Int32Array(rows), label: new Int32Array(rows) };
  let read = 0;
  for await (const chunk of session.stream(query, { domain: BigInt(domain) })) {
    [users.label, users.user, users.trainingRows].forEach((values, column) => {
      values.set(integers(chunk, column).subarray(0, chunk.rowCount), read);
    });
    read += chunk.rowCount;
  }
  return users;
}
