import { z } from "zod";
import { DomainlensError } from "../../util/errors.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { joinFragments, quoteIdentifier, quoteLiteral, quotePaths, sql, type SqlFragment } from "../identifiers.ts";
import { castStrictly } from "./strict-cast.ts";
import { loadSql } from "../sql-file.ts";
import type { Session } from "../session.ts";
import type { FilePlace } from "./classify.ts";
import type { IngestSlice } from "./slice.ts";

type Split = IngestSlice["split"];

/** Hash buckets: `_split_value` of a hash split is in [0, 2^30). */
const buckets = 2 ** 30;
const fileSplits = { train: 0, valid: 1, test: 2 } as const;

/** The expression of `_split_value`, a bigint that two cuts turn into a split. */
export function splitValue(split: Split, place: FilePlace): SqlFragment {
  if (split.by === "files") return sql`CAST(${fileSplits[place.split ?? "train"]} AS BIGINT)`;
  if (split.by === "none") return sql`CAST(${fileSplits.train} AS BIGINT)`;
  if (split.by === "time") return timeValue(quoteIdentifier(split.column));
  const separator = quoteLiteral("\u001F");
  const parts = split.key.map((column) => sql`coalesce(CAST(${quoteIdentifier(column)} AS VARCHAR), '')`);
  const key =
    parts.length > 0 ? parts : [sql`CAST(${place.fileIndex} AS VARCHAR)`, sql`CAST(_domainlens_record AS VARCHAR)`];
  const text = joinFragments([sql`CAST(${split.seed} AS VARCHAR)`, ...key], ` || ${separator} || `);
  return sql`CAST('0x' || substr(md5(${text}), 1, 8) AS BIGINT) % ${buckets}`;
}

/** Numbers up to this one, milliseconds until 2109, are told apart by millionths. */
const finest = 2 ** 42;
const millionthsOfFinest = finest * 1_000_000;

/**
 * Microseconds of a time; millionths of a number. Millionths of all integers are more than a bigint holds: those beyond `finest`, such as
 * microseconds and nanoseconds since 1970, follow in their order, two to a value.
 */
function timeValue(column: SqlFragment): SqlFragment {
  const text = sql`CAST(${column} AS VARCHAR)`;
  const number = sql`TRY_CAST(${text} AS DOUBLE)`;
  const whole = sql`TRY_CAST(${text} AS HUGEINT)`;
  const large = sql`TRY_CAST(CASE WHEN ${number} > 0 THEN ${millionthsOfFinest} + (${whole} - ${finest}) // 2
    ELSE (${whole} + ${finest}) // 2 - ${millionthsOfFinest} END AS BIGINT)`;
  const small = sql`TRY_CAST(round(${number} * 1000000) AS BIGINT)`;
  const time = sql`epoch_us(${castStrictly(text, "timestamp")})`;
  return sql`coalesce(CASE WHEN abs(${number}) > ${finest} THEN ${large} ELSE ${small} END, ${time})`;
}

const cutRow = z.object({ low: z.string(), high: z.string() });

/** The cuts of the kept rows in `parts`: fixed for hash and files, exact quantiles for time (equal times are never parted). */
export async function splitCuts(
  session: Session,
  split: Split,
  parts: readonly string[],
): Promise<IngestArtifact["split"]> {
  if (split.by === "files") return { by: "files", cuts: ["1", "2"], description: "by file" };
  if (split.by === "none") return { by: "none", cuts: ["1", "2"], description: "every row is a training row" };
  const { train, valid, test } = split;
  if (Math.abs(train + valid + test - 1) > 1e-6) {
    throw new DomainlensError("config", {
      what: "the shares of the split do not add up to 1",
      value: { train, valid, test },
      remedy: "set split.train, split.valid and split.test so that their sum is 1",
    });
  }
  const shares = `${train} train, ${valid} valid, ${test} test`;
  if (split.by === "hash") {
    const cuts: [string, string] = [String(Math.round(train * buckets)), String(Math.round((train + valid) * buckets))];
    const key = split.key.length > 0 ? split.key.join(", ") : "file and record number";
    return { by: "hash", cuts, description: `${shares}; hash of ${key}, seed ${split.seed}` };
  }
  const statement = loadSql("ingest/time-cuts", { parts: quotePaths(parts) });
  const [{ low, high }] = await session.rows(statement, { train, through_valid: train + valid }, cutRow);
  return { by: "time", cuts: [low, high], description: `${shares}; earliest first by ${split.column}` };
}
