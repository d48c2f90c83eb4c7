import { z } from "zod";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { splitNames } from "../artifacts/layout.ts";
import type { ProfileArtifact } from "../artifacts/profile.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";

const sampleRow = z.object({ domain: z.number(), split: z.number(), rows: z.number(), positives: z.number() });
type Overlap = ProfileArtifact["overlap"];

/** The papers' dataset table: samples, share and positive rate per domain and split; users and items from the overlap's diagonal. */
export async function countSamples(
  session: Session,
  ingest: IngestArtifact,
  overlap: Overlap,
): Promise<ProfileArtifact["domains"]> {
  const cells = await session.rows(loadSql("profile/samples"), {}, sampleRow);
  const total = cells.reduce((sum, cell) => sum + cell.rows, 0);
  return ingest.domains.map(({ name }, d) => {
    const own = cells.filter((cell) => cell.domain === d);
    const rows = own.reduce((sum, cell) => sum + cell.rows, 0);
    const positives = own.reduce((sum, cell) => sum + cell.positives, 0);
    return {
      name,
      rows,
      share: rows / total,
      positives,
      positiveRate: rate(positives, rows),
      users: overlap.users?.[d][d] ?? null,
      items: overlap.items?.[d][d] ?? null,
      splits: splitNames.map((split, s) => {
        const cell = own.find((candidate) => candidate.split === s) ?? { rows: 0, positives: 0 };
        const { rows: n, positives: p } = cell;
        return { split, rows: n, positives: p, positiveRate: rate(p, n) };
      }),
    };
  });
}

function rate(positives: number, rows: number): number | null {
  return rows === 0 ? null : positives / rows;
}
