import type { RowGroup } from "./row-ranges.ts";
import { RowWindow } from "./row-window.ts";

/** The rows of a split by their row groups, as they are read, for epochs that read these in another order; none where they are too many. */
export class KeptGroups {
  readonly #sequences: readonly boolean[];
  readonly #groups: readonly RowGroup[];
  readonly #mostBytes: number;
  #windows: (RowWindow | undefined)[];
  #bytes = 0;
  #fits: boolean;
  #isWhole = false;

  /** @param rows that will be read of the groups, all together */
  constructor(groups: readonly RowGroup[], rows: number, sequences: readonly boolean[], mostBytes: number) {
    this.#groups = groups;
    this.#sequences = sequences;
    this.#mostBytes = mostBytes;
    this.#windows = groups.map(() => undefined);
    this.#fits = RowWindow.leastBytes(rows, sequences) <= mostBytes;
  }

  /** Whether the rows fit, as far as is known: those of lists are known when they are read. */
  get fits(): boolean {
    return this.#fits;
  }

  /** The rows of each group, when all were read and have fitted. */
  get whole(): readonly RowWindow[] | undefined {
    return this.#isWhole ? this.#windows.map((window) => window ?? new RowWindow(0, this.#sequences)) : undefined;
  }

  /** Keeps the last `count` rows of a window for a group. */
  add(g: number, window: RowWindow, count: number): void {
    if (!this.#fits) return;
    const own = (this.#windows[g] ??= new RowWindow(this.#groups[g].rows, this.#sequences));
    const before = own.rows === 0 ? 0 : own.bytes;
    own.appendFrom(window, window.rows - count, count);
    this.#bytes += own.bytes - before;
    if (this.#bytes <= this.#mostBytes) return;
    this.#fits = false;
    this.#windows = [];
  }

  /** All rows were read. */
  end(): void {
    this.#isWhole ||= this.#fits;
  }
}
