import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { WordStream } from "../../util/word-stream.ts";
import { fitBiases } from "./fit-biases.ts";
import { GroupPool } from "./group-pool.ts";
import { drawGroup, type GroupSource, groupSource } from "./draw-group.ts";
import { logColumns } from "./log-columns.ts";
import { ParquetFile } from "../parquet-writer/parquet-file.ts";
import type { RowGroup } from "../parquet-writer/row-group.ts";
import { plant } from "./planted-tables.ts";
import { RowWalk } from "./row-walk.ts";

/** Bytes of a row in the files, for an estimate before they are written. */
export const shardRowBytes = 49;

const groupsOfShard = 4;

export interface ShardOptions {
  readonly rows: number;
  readonly seed: number;
  /** Threads that draw and encode; the bytes are the same for any number. */
  readonly threads: number;
  /** Rows of a row group, even; four groups are a file. */
  readonly groupRows?: number;
}

/**
 * Writes the same rows as `writeSynthLog` as Parquet files of at most 2,097,152 rows, in place of those that `folder` holds. Memory does not grow
 * with the rows.
 */
export async function writeShards(
  folder: string,
  { rows, seed, threads, groupRows = 524_288 }: ShardOptions,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await removeShards(folder);
  const columns = logColumns();
  const shardRows = groupsOfShard * groupRows;
  let from = 0;
  let file: ParquetFile | undefined;
  for await (const group of groups({ rows, seed, threads, groupRows })) {
    file ??= await ParquetFile.create(join(folder, partName(from / shardRows)), columns);
    await file.append(group);
    from += group.rows;
    if (from % shardRows !== 0 && from < rows) continue;
    await file.close();
    file = undefined;
  }
}

/** The pipeline reads all files of the folder: those of a larger log would be more rows of this one. */
async function removeShards(folder: string): Promise<void> {
  const shards = (await readdir(folder)).filter((name) => /^part-\d+\.parquet$/.test(name));
  for (const name of shards) await rm(join(folder, name));
}

function partName(part: number): string {
  return `part-${String(part).padStart(5, "0")}.parquet`;
}

/** All row groups in order. */
async function* groups(options: Required<ShardOptions>): AsyncGenerator<RowGroup> {
  const { rows, seed, threads, groupRows } = options;
  const biases = fitBiases(plant(seed), seed);
  const walk = new RowWalk(WordStream.seeded(seed, "rows"));
  if (threads > 1 && rows > groupRows) yield* drawnElsewhere(options, biases, walk);
  else yield* drawnHere(options, groupSource(seed, biases), walk);
}

function* drawnHere(
  { rows, groupRows }: Required<ShardOptions>,
  source: GroupSource,
  walk: RowWalk,
): Generator<RowGroup> {
  for (let from = 0; from < rows; from += groupRows) yield drawGroup(source, walk, Math.min(groupRows, rows - from));
}

/** This thread only finds where each group begins in the stream of random words, which takes a fifth of the time of drawing it. */
async function* drawnElsewhere(
  { rows, seed, threads, groupRows }: Required<ShardOptions>,
  biases: readonly number[],
  walk: RowWalk,
): AsyncGenerator<RowGroup> {
  await using pool = new GroupPool({ seed, biases }, threads);
  const drawn: Promise<RowGroup>[] = [];
  for (let from = 0; from < rows; from += groupRows) {
    const count = Math.min(groupRows, rows - from);
    drawn.push(pool.draw({ position: walk.position(), rows: count }));
    walk.skip(count);
    if (drawn.length > 2 * threads) yield drawn.shift()!; // There is one.
  }
  yield* drawn;
}
