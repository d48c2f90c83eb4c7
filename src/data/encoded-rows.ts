import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { DomainlensError } from "../util/errors.ts";
import { createRng, type Rng, shuffle } from "../util/rng.ts";
import type { EncodeArtifact } from "./artifacts/encode.ts";
import type { SplitName } from "./artifacts/layout.ts";
import type { EncodedBatch } from "./batch.ts";
import { labelCounts } from "./label-counts.ts";
import { joinFragments, quoteIdentifier, quotePath, sql, type SqlFragment } from "./identifiers.ts";
import { KeptGroups } from "./kept-groups.ts";
import { type RowGroup, rowGroups } from "./row-ranges.ts";
import { ChunkSource, type GroupChunk, KeptSource, type RowSource } from "./row-source.ts";
import { BatchBuffers, RowWindow } from "./row-window.ts";
import type { Session } from "./session.ts";
import { windowRows } from "./window-rows.ts";

export interface ReadOptions {
  readonly batchSize: number;
  /** Row groups in a random order and rows shuffled within a window; the same seed and epoch give the same batches. */
  readonly shuffle?: { readonly seed: number; readonly epoch: number };
  /** Rows to keep, by their `_row`; default: all. */
  readonly keep?: (row: number) => boolean;
  /** How many of the first rows are read, in their own order; default: all. */
  readonly most?: number;
  readonly signal?: AbortSignal;
  /** Bytes that may be kept of the split for when it is read again, all of it or nothing; default: 0. Not with `most`. */
  readonly keptBytes?: number;
  /** When a batch is copied: while its consumer waits for the results of the one before, or when that is told to (`EncodedBatch.copyNext`). Default: the former. */
  readonly copied?: "meanwhile" | "when told";
}

/** Some domains of a split, and how many rows these have in it. */
export interface DomainRows {
  readonly domains: readonly number[];
  readonly rows: number;
}

/**
 * Streams one split of the encoded rows. While the consumer works on the batches of a window the next window is read, and while it waits for a batch's
 * results the next batch is copied. The batch's arrays are reused: a consumer that keeps them must copy. A split that fits one window is read once and kept, a larger one where it may be. Batches are full but for the last of
 * a window.
 */
export class EncodedSplit {
  readonly name: SplitName;
  /** How many rows it gives. */
  readonly rows: number;
  /** Whose rows it gives; undefined: all. */
  readonly domains: readonly number[] | undefined;
  readonly #session: Session;
  readonly #encodeDir: string;
  readonly #encode: EncodeArtifact;
  readonly #folder: string;
  readonly #sequences: readonly boolean[];
  #kept: RowWindow | undefined;
  /** Of all parts, in their order. */
  #groups: readonly PartGroup[] | undefined;
  #keptGroups: KeptGroups | undefined;
  /** Windows of a reading that has ended, for the next one. */
  #spare: RowWindow[] = [];

  /** @param some the domains whose rows are given, and how many these are; see `ofDomains` */
  constructor(session: Session, encodeDir: string, encode: EncodeArtifact, split: SplitName, some?: DomainRows) {
    this.name = split;
    this.rows = some?.rows ?? encode.splits[split];
    this.domains = some?.domains;
    this.#session = session;
    this.#encodeDir = encodeDir;
    this.#encode = encode;
    this.#folder = join(encodeDir, "rows", split);
    this.#sequences = encode.features.map((feature) => feature.sequence);
  }

  /** The rows of some domains alone, as a split of its own; they are counted first. */
  async ofDomains(domains: readonly number[]): Promise<EncodedSplit> {
    const count = this.#encode.domains.length;
    const counts = await labelCounts(this.#session, this.#encodeDir, this.name, count);
    const rows = domains.reduce((sum, d) => sum + counts[2 * d] + counts[2 * d + 1], 0);
    return new EncodedSplit(this.#session, this.#encodeDir, this.#encode, this.name, { domains, rows });
  }

  async *batches(options: ReadOptions): AsyncGenerator<EncodedBatch> {
    const rng = options.shuffle && createRng(options.shuffle.seed + 7919 * options.shuffle.epoch, "row order");
    const { batchSize } = options;
    const rows = Math.min(options.most ?? this.rows, this.rows);
    const buffers = [new BatchBuffers(batchSize, this.#sequences), new BatchBuffers(batchSize, this.#sequences)];
    let carried: RowWindow | undefined;
    let read = 0;
    for await (const window of this.#windows(rows, rng, options.keptBytes ?? 0)) {
      // Of a window that was kept a part may be asked for; rows beyond all of them are an error below.
      const most = rows < this.rows ? rows - read : window.rows;
      const order = window.positions(options.keep, most);
      read += Math.min(window.rows, most);
      if (rng !== undefined) shuffle(order, rng);
      const later = (from: number): Later => {
        const copy = new BatchCopy(() => {
          const [batch] = buffers.reverse();
          const count = Math.min(batchSize, order.length - from);
          return { turns: window.copyInto(batch, order, from, count), batch };
        });
        if (options.copied === "when told")
          return { batch: copy.all, told: { copyNext: copy.all, copySome: copy.some } };
        const copied = setImmediate().then(copy.all);
        return { batch: () => copied };
      };
      let next = later(0);
      for (let from = 0; from < order.length; from += batchSize) {
        options.signal?.throwIfAborted();
        const batch = await next.batch();
        const isLast = from + batchSize >= order.length;
        if (!isLast) next = later(from + batchSize);
        yield isLast ? batch : { ...batch, ...next.told };
      }
      carried = window;
    }
    if (read !== rows) throw cutOff(this.name, read, rows);
    if (carried?.rows !== this.rows) return;
    this.#kept = carried;
    this.#spare = [];
  }

  /** Windows in turn, two at most: one being used, one being filled. A window is a multiple of no batch size: its last batch is short. */
  async *#windows(rows: number, rng: Rng | undefined, keptBytes: number): AsyncGenerator<RowWindow> {
    if (this.#kept !== undefined) {
      yield this.#kept;
      return;
    }
    const capacity = windowRows(this.#encode, rows, rng !== undefined);
    // A split of one window is read in its own order, so that a first epoch and a later one use the generator alike.
    const isOne = this.rows <= capacity;
    const source = await this.#source(rows, isOne ? undefined : rng, isOne ? 0 : keptBytes);
    const pool = [0, 1].map(() => this.#spareWindow(capacity));
    // A failure is thrown where the window is awaited, not as an unhandled rejection in between.
    let pending: Promise<unknown> = Promise.resolve();
    try {
      let current = await source.fill(pool[0]);
      for (let turn = 1; current.rows > 0; turn++) {
        const next = source.fill(pool[turn % 2]);
        pending = next.catch(() => {});
        yield current;
        current = await next;
      }
    } finally {
      await pending;
      await source.close();
      this.#spare = pool;
    }
  }

  #spareWindow(capacity: number): RowWindow {
    const spare = this.#spare.pop();
    return spare?.capacity === capacity ? spare : new RowWindow(capacity, this.#sequences);
  }

  async #source(rows: number, rng: Rng | undefined, keptBytes: number): Promise<RowSource> {
    if (rows < this.rows) return new ChunkSource(this.#partChunks(sql`LIMIT ${rows}`), undefined, rows);
    if (rng === undefined && keptBytes === 0 && this.#keptGroups === undefined) {
      return new ChunkSource(this.#partChunks(sql``));
    }
    const groups = (this.#groups ??= await this.#rowGroups());
    const order = groups.map((_, g) => g);
    if (rng !== undefined) shuffle(order, rng);
    const whole = this.#keptGroups?.whole;
    if (whole !== undefined) return new KeptSource(order.map((g) => whole[g]));
    // Rows that did not fit once are not collected again.
    if (this.#keptGroups?.fits !== false) {
      this.#keptGroups = keptBytes > 0 ? new KeptGroups(groups, this.rows, this.#sequences, keptBytes) : undefined;
    }
    return new ChunkSource(this.#groupChunks(groups, order), this.#keptGroups);
  }

  /** The chunks of all parts, in their order. */
  async *#partChunks(limit: SqlFragment): AsyncGenerator<GroupChunk> {
    const queries = this.#parts().map((part) => sql`${this.#select(part)} ${limit}`);
    for await (const { chunk } of this.#session.streamInTurn(queries)) yield { chunk, group: 0 };
  }

  /** The chunks of row groups. */
  async *#groupChunks(groups: readonly PartGroup[], order: readonly number[]): AsyncGenerator<GroupChunk> {
    const queries = order.map((g) => {
      const { part, low, high } = groups[g];
      return sql`${this.#select(part)} AND _row BETWEEN ${low} AND ${high}`;
    });
    for await (const { chunk, statement } of this.#session.streamInTurn(queries)) {
      yield { chunk, group: order[statement] };
    }
  }

  #select(part: string): SqlFragment {
    const columns = this.#encode.features.map((feature) => quoteIdentifier(feature.name));
    const read = joinFragments([sql`_row, _domain, _label`, ...columns], ", ");
    const chosen =
      this.domains === undefined
        ? sql`true`
        : sql`_domain IN (${joinFragments(
            this.domains.map((d) => sql`${d}`),
            ", ",
          )})`;
    return sql`SELECT ${read} FROM read_parquet(${quotePath(part)}, hive_partitioning = false) WHERE ${chosen}`;
  }

  #parts(): string[] {
    return readdirSync(this.#folder)
      .sort()
      .map((name) => join(this.#folder, name));
  }

  /** Row groups as ranges of `_row`, which ascends within a part, so that DuckDB reads only the group. */
  async #rowGroups(): Promise<PartGroup[]> {
    const groups: PartGroup[] = [];
    await this.#session.apart(async (own) => {
      for (const part of this.#parts()) {
        for (const group of await rowGroups(own, part)) groups.push({ ...group, part });
      }
    });
    return groups;
  }
}

/** A row group of a part. */
interface PartGroup extends RowGroup {
  readonly part: string;
}

/** A batch that is copied later. */
interface Later {
  readonly batch: () => EncodedBatch | Promise<EncodedBatch>;
  /** How it is copied before it is asked for. */
  readonly told?: Required<Pick<EncodedBatch, "copyNext" | "copySome">>;
}

/** A copy that was begun: each turn copies a part. */
interface BegunCopy {
  readonly turns: Iterator<undefined, void>;
  readonly batch: BatchBuffers;
}

/** A batch that is copied part by part, from when the first is asked for. */
class BatchCopy {
  readonly #begin: () => BegunCopy;
  #begun: BegunCopy | undefined;
  #copied: EncodedBatch | undefined;

  constructor(begin: () => BegunCopy) {
    this.#begin = begin;
  }

  /** Copies a part; false when nothing is left. */
  readonly some = (): boolean => {
    this.#begun ??= this.#begin();
    return this.#begun.turns.next().done !== true;
  };

  readonly all = (): EncodedBatch => {
    if (this.#copied !== undefined) return this.#copied;
    while (this.some());
    return (this.#copied = this.#begun!.batch.view()); // `some` has begun it.
  };
}

function cutOff(split: SplitName, read: number, rows: number): DomainlensError {
  return new DomainlensError("internal", {
    what: `the ${split} split ended after ${read} of ${rows} rows`,
    remedy: "run the stage again; if it happens again, report this as a bug",
  });
}

/** The batches of one split, read once. */
export function readEncodedBatches(
  session: Session,
  encodeDir: string,
  encode: EncodeArtifact,
  split: SplitName,
  options: ReadOptions,
): AsyncGenerator<EncodedBatch> {
  return new EncodedSplit(session, encodeDir, encode, split).batches(options);
}
