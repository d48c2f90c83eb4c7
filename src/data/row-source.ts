import { setImmediate } from "node:timers/promises";
import type { DuckDBDataChunk } from "@duckdb/node-api";
import type { KeptGroups } from "./kept-groups.ts";
import type { RowWindow } from "./row-window.ts";

/** Where the rows of windows come from. */
export interface RowSource {
  /** Clears the window and fills it; an empty window means the end. */
  fill(window: RowWindow): Promise<RowWindow>;
  close(): Promise<void>;
}

/** A chunk and the number of the row group that its rows are of. */
export interface GroupChunk {
  readonly chunk: DuckDBDataChunk;
  readonly group: number;
}

/** Chunks cut to the capacity of windows. */
export class ChunkSource implements RowSource {
  readonly #chunks: AsyncGenerator<GroupChunk>;
  readonly #kept: KeptGroups | undefined;
  /** Rows that may still be taken. */
  #most: number;
  #left: (GroupChunk & { readonly from: number }) | undefined;

  /** @param kept takes the rows too, to their end @param most rows that are taken; default: all */
  constructor(chunks: AsyncGenerator<GroupChunk>, kept?: KeptGroups, most = Infinity) {
    this.#chunks = chunks;
    this.#kept = kept;
    this.#most = most;
  }

  async fill(window: RowWindow): Promise<RowWindow> {
    window.clear();
    while (window.rows < window.capacity && this.#most > 0) {
      this.#left ??= await this.#next();
      if (this.#left === undefined) {
        this.#kept?.end();
        break;
      }
      const { chunk, group, from } = this.#left;
      const taken = window.append(chunk, from, this.#most);
      this.#kept?.add(group, window, taken);
      this.#most -= taken;
      this.#left = from + taken < chunk.rowCount ? { chunk, group, from: from + taken } : undefined;
    }
    return window;
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }

  async #next(): Promise<(GroupChunk & { readonly from: number }) | undefined> {
    const next = await this.#chunks.next();
    return next.done === true ? undefined : { ...next.value, from: 0 };
  }
}

/** Rows that are copied at a time, between turns for what waits in this thread. */
const copiedRows = 8192;

/** Rows that were read before, group by group. */
export class KeptSource implements RowSource {
  readonly #groups: Iterator<RowWindow>;
  #group: RowWindow | undefined;
  #from = 0;

  constructor(groups: readonly RowWindow[]) {
    this.#groups = groups.values();
    this.#group = this.#next();
  }

  async fill(window: RowWindow): Promise<RowWindow> {
    window.clear();
    while (window.rows < window.capacity && this.#group !== undefined) {
      this.#from += window.appendFrom(this.#group, this.#from, copiedRows);
      if (this.#from === this.#group.rows) [this.#group, this.#from] = [this.#next(), 0];
      await setImmediate();
    }
    return window;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #next(): RowWindow | undefined {
    const next = this.#groups.next();
    return next.done === true ? undefined : next.value;
  }
}
