import { copyFile, mkdir, rm } from "node:fs/promises";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DomainlensError } from "../../util/errors.ts";
import { type EncodeArtifact, idsFile } from "../artifacts/encode.ts";
import { type SplitName, splitNames } from "../artifacts/layout.ts";
import { quotePath, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import { supportTable } from "./feed-query.ts";
import { type FeedFacts, vocabularyPath } from "./metadata.ts";
import { writeParquetFeed } from "./parquet-feed.ts";

/** The training feed to be written. */
export interface FeedTarget {
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  readonly facts: FeedFacts;
  readonly formats: readonly ("parquet" | "arrow")[];
  /** Folder of the feed. */
  readonly feedDir: string;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (done: number, total: number) => void;
}

/**
 * Writes `{train,valid,test}.{parquet,arrow}` and `vocabularies/`, rows in the order of `_row` and the same in both formats, as many splits at
 * once as the session has threads. Throws DomainlensError("internal") when a split does not have the rows of the encoded one.
 */
export async function writeFeed(session: Session, target: FeedTarget): Promise<EncodeArtifact["splits"]> {
  const { encode, formats, report } = target;
  await copyVocabularies(target);
  if (formats.length === 0) return encode.splits;
  // A left join may otherwise be turned round, and the rows would lose their order.
  await session.run("SET disabled_optimizers = 'join_order,build_side_probe_side'");
  await createSupports(session, target);
  let written = 0;
  report(written, splitNames.length);
  await session.concurrently(splitNames, async (thread, split) => {
    await writeSplit(thread, target, split);
    written++;
    report(written, splitNames.length);
  });
  return encode.splits;
}

/** @param session has one thread, see `writeParquetFeed` */
async function writeSplit(session: Session, target: FeedTarget, split: SplitName): Promise<void> {
  const { encode, facts, formats, feedDir, scratchDir, signal } = target;
  signal.throwIfAborted();
  const parquet = join(formats.includes("parquet") ? feedDir : scratchDir, `${split}.parquet`);
  checkRows(split, encode.splits[split], await writeParquet(session, target, split, parquet));
  if (!formats.includes("arrow")) return;
  // A feed without Arrow files needs no library for them.
  const { writeArrowFeed } = await import("./arrow-feed.ts");
  const arrow = { facts, parquet, path: join(feedDir, `${split}.arrow`), signal };
  checkRows(split, encode.splits[split], await writeArrowFeed(session, arrow));
  if (!formats.includes("parquet")) await rm(parquet);
}

function writeParquet(
  session: Session,
  { encodeDir, facts, scratchDir, signal }: FeedTarget,
  split: SplitName,
  path: string,
): Promise<number> {
  const folder = join(encodeDir, "rows", split);
  const parts = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  return writeParquetFeed(session, { facts, parts, path, scratchDir: join(scratchDir, split), signal });
}

async function copyVocabularies({ encodeDir, encode, feedDir }: FeedTarget): Promise<void> {
  await mkdir(join(feedDir, "vocabularies"), { recursive: true });
  for (const feature of encode.features.filter(({ vocabularyOf }) => vocabularyOf === undefined)) {
    await copyFile(join(encodeDir, idsFile(feature)), join(feedDir, vocabularyPath(feature)));
  }
}

async function createSupports(session: Session, { encodeDir, encode }: FeedTarget): Promise<void> {
  for (const feature of encode.features.filter(({ kind }) => kind === "numerical")) {
    const query = loadSql("select/support", { path: quotePath(join(encodeDir, idsFile(feature))) }) as SqlFragment; // our own text
    await session.run(sql`CREATE OR REPLACE TABLE ${supportTable(feature)} AS ${query}`);
  }
}

function checkRows(split: SplitName, expected: number, rows: number): void {
  if (rows === expected) return;
  throw new DomainlensError("internal", {
    what: `the ${split} feed has ${rows} rows where ${expected} were encoded`,
    value: rows,
    remedy: "report this as a bug",
  });
}
