import { z } from "zod";
import { joinFragments, sql } from "../identifiers.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";

/** Domains per mask: a BIGINT holds 63 bits. */
const wordSize = 60;
const maskRow = z.object({ masks: z.string(), entities: z.number() });

/**
 * Distinct users or items in both of two domains, [D, D] with the domain's own on the diagonal (ADI, Table 5): entity → set of domains as
 * bit masks → count per set → pairs.
 */
export async function countOverlap(session: Session, entity: "_user" | "_item", domains: number): Promise<number[][]> {
  const words = Array.from({ length: Math.ceil(domains / wordSize) }, (_, w) => {
    const bit = sql`CASE WHEN _domain_index // ${wordSize} = ${w} THEN CAST(1 AS BIGINT) << (_domain_index % ${wordSize}) ELSE 0 END`;
    return sql`CAST(bit_or(${bit}) AS VARCHAR)`;
  });
  const fragments = {
    entity: entity === "_user" ? sql`_user` : sql`_item`,
    words: joinFragments(words, " || ',' || "),
  };
  const matrix = Array.from({ length: domains }, () => new Array<number>(domains).fill(0));
  for (const { masks, entities } of await session.rows(loadSql("profile/overlap", fragments), {}, maskRow)) {
    const members = membersOf(masks);
    for (const a of members) for (const b of members) matrix[a][b] += entities;
  }
  return matrix;
}

function membersOf(masks: string): number[] {
  return masks.split(",").flatMap((mask, w) => {
    const bits = BigInt(mask).toString(2).split("").reverse();
    return bits.flatMap((bit, d) => (bit === "1" ? [w * wordSize + d] : []));
  });
}
