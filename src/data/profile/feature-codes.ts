import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { featureFile } from "../artifacts/layout.ts";
import { quotePath, sql } from "../identifiers.ts";
import { CodeMemory } from "../parquet-codes/code-memory.ts";
import { Footers } from "../parquet-codes/footers.ts";
import { NotCountable } from "../parquet-codes/not-countable.ts";
import { cellCount, type CellRule, writeRowCells } from "../parquet-codes/row-cells.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import type { CountReply } from "./count-threads/count-job.ts";
import { type CountLimits, CountPool } from "./count-threads/count-pool.ts";
import type { SequenceRows } from "./feature-stats.ts";

export interface LogToCount {
  readonly ingest: IngestArtifact;
  readonly parts: readonly string[];
  /** Absolute; removed when all is counted. */
  readonly scratchDir: string;
}

/** What is known of a feature when its values are counted. */
export interface CountedFeature {
  /** Of a sequence. */
  readonly sequenceRows: readonly SequenceRows[] | undefined;
}

/** Counts features by the codes of their columns where that is possible: what comes out is what `writeScalarValues` and `writeSequenceValues` write. */
export class FeatureCodes {
  readonly #log: LogToCount;
  readonly #rule: CellRule;
  readonly #pool: CountPool | undefined;

  private constructor(log: LogToCount, rule: CellRule, pool: CountPool | undefined) {
    this.#log = log;
    this.#rule = rule;
    this.#pool = pool;
  }

  /** Finds the cell of every row: domain and split are read once for all features. */
  static async open(log: LogToCount, limits: Omit<CountLimits, "rows">): Promise<FeatureCodes> {
    const { ingest, parts, scratchDir } = log;
    const rule = ruleOf(ingest);
    await mkdir(scratchDir, { recursive: true });
    try {
      const work = { memory: new CodeMemory(limits.bytesPerThread), footers: new Footers() };
      await writeRowCells(work, parts, rule, cellsPath(scratchDir));
    } catch (error) {
      if (error instanceof NotCountable) return new FeatureCodes(log, rule, undefined);
      throw error;
    }
    return new FeatureCodes(log, rule, new CountPool({ ...limits, rows: ingest.rows.kept }));
  }

  /** Writes the value counts of feature `f` to `path`; undefined where they are for SQL to count. */
  async write(session: Session, f: number, path: string): Promise<CountedFeature | undefined> {
    const { ingest, parts, scratchDir } = this.#log;
    const { name, kind, sequence, statistic } = ingest.features[f];
    if (this.#pool === undefined || statistic !== undefined) return undefined;
    const listed = join(scratchDir, featureFile(f));
    const counted = await this.#pool.count({
      parts,
      column: name,
      isText: kind === "categorical",
      isList: sequence,
      cells: cellCount(this.#rule),
      cellsPath: cellsPath(scratchDir),
      path: listed,
    });
    if (counted === undefined) return undefined;
    const fragments = {
      listed: quotePath(listed),
      rows: sequence ? sql`rows` : sql`elements`,
      mass: sequence ? sql`mass` : sql`CAST(elements AS BIGINT) * 1073741824`,
    };
    await session.writeParquet(loadSql("profile/listed-values", fragments), path);
    await rm(listed);
    return { sequenceRows: counted.lengths === null ? undefined : byDomain(counted.lengths) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool?.close();
    await rm(this.#log.scratchDir, { recursive: true });
  }
}

/** Rows of cells, three to a domain, by domain. */
function byDomain({ rows, empty }: NonNullable<CountReply["lengths"]>): SequenceRows[] {
  const sum = (counts: readonly number[], domain: number): number =>
    counts.slice(3 * domain, 3 * domain + 3).reduce((all, count) => all + count, 0);
  const domains = Array.from({ length: rows.length / 3 }, (_, domain) => domain);
  return domains.map((domain) => ({ domain, rows: sum(rows, domain), empty: sum(empty, domain) }));
}

function ruleOf({ domains, split }: IngestArtifact): CellRule {
  const [low, high] = split.cuts.map(BigInt);
  return {
    domain: "_domain",
    domains: domains.map(({ name }) => name),
    split: { column: "_split_value", cuts: [low, high] },
  };
}

function cellsPath(scratchDir: string): string {
  return join(scratchDir, "cells");
}
