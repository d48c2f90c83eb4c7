import { CodeMemory } from "../../parquet-codes/code-memory.ts";
import { type ColumnToCount, countValues, type ValueCounts } from "../../parquet-codes/count-values.ts";
import { orderCounts } from "../../parquet-codes/ordered-counts.ts";
import { Footers } from "../../parquet-codes/footers.ts";
import { NotCountable } from "../../parquet-codes/not-countable.ts";
import { writeCountsFile } from "./counts-file.ts";

/** A column whose counts go to a file, see `writeCountsFile`. */
export interface CountJob extends ColumnToCount {
  readonly path: string;
}

/** What is known of a column when it is counted. */
export type CountReply = Pick<ValueCounts, "lengths">;

/** Counts one column after the other, within a bounded memory. */
export class CodeCounter {
  readonly #mostBytes: number;
  readonly #signal: AbortSignal | undefined;
  readonly #footers = new Footers();
  #memory: CodeMemory | undefined;

  constructor(mostBytes: number, signal?: AbortSignal) {
    this.#mostBytes = mostBytes;
    this.#signal = signal;
  }

  /** Writes the counts; undefined where that was not possible: then the column is one for SQL. */
  async count(job: CountJob): Promise<CountReply | undefined> {
    try {
      this.#memory ??= new CodeMemory(this.#mostBytes);
      const { table, lengths } = await countValues({ memory: this.#memory, footers: this.#footers }, job, this.#signal);
      const ordered = orderCounts(table, this.#mostBytes);
      await writeCountsFile(job.path, table.values.plain(), job, ordered);
      return { lengths };
    } catch (error) {
      if (error instanceof NotCountable) return undefined;
      throw error;
    }
  }
}
