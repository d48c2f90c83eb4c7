import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Interactions } from "../../retrieval/types.ts";
import type { EncodeArtifact, EncodedFeature } from "../artifacts/encode.ts";
import type { SplitName } from "../artifacts/layout.ts";
import { integers } from "../chunk.ts";
import { quoteIdentifier, quotePaths } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadFragment } from "../sql-file.ts";

/** Which rows, and which features hold the ids of users and items. */
export interface InteractionSource {
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  readonly splits: readonly SplitName[];
  readonly user: EncodedFeature;
  readonly item: EncodedFeature;
}

/** Positive rows by their encoded ids, and the number of those left out: their user or item is unknown, null or rare. */
export interface FoundInteractions {
  readonly interactions: Interactions;
  readonly leftOut: number;
}

const countsRow = z.object({ positives: z.number(), kept: z.number() });

/** Reads the positive rows of some splits, in the order of the splits and of their rows. */
export async function readInteractions(session: Session, source: InteractionSource): Promise<FoundInteractions> {
  const { encode, user, item } = source;
  const fragments = {
    parts: quotePaths(source.splits.flatMap((split) => partsOf(source.encodeDir, split))),
    user: quoteIdentifier(user.name),
    item: quoteIdentifier(item.name),
  };
  const [counts] = await session.rows(loadFragment("retrieval/interaction-counts", fragments), {}, countsRow);
  const [users, items, domains] = [0, 1, 2].map(() => new Int32Array(counts.kept));
  let n = 0;
  for await (const chunk of session.stream(loadFragment("retrieval/interactions", fragments))) {
    for (const [column, array] of [users, items, domains].entries()) {
      array.set(integers(chunk, column).subarray(0, chunk.rowCount), n);
    }
    n += chunk.rowCount;
  }
  const sizes = { userCount: user.ids, itemCount: item.ids, domainCount: encode.domains.length };
  return { interactions: { users, items, domains, ...sizes }, leftOut: counts.positives - counts.kept };
}

function partsOf(encodeDir: string, split: SplitName): string[] {
  const folder = join(encodeDir, "rows", split);
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}
