import { createReadStream } from "node:fs";
import { FileWriter } from "../../util/file-writer.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { rejectLine } from "./reject-line.ts";

/** One line of `rejects.csv`. `line` is the line of a text file, the row number of a Parquet file; null for a file as a whole. */
export interface Reject {
  readonly file: string;
  readonly line: number | null;
  readonly column: string | null;
  readonly value: string | null;
  readonly reason: string;
}

type Counts = IngestArtifact["rejectsByReason"];

/** The rejects of one file: where its lines of `rejects.csv` are, and how many there are of each kind. */
export interface FileRejects {
  readonly path: string;
  readonly counts: Counts;
}

/** Writes the rejects of one file to a place of their own, because the file may yet turn out to be unreadable. */
export class RejectWriter {
  readonly #path: string;
  readonly #file: FileWriter;
  readonly #counts = new RejectCounts();

  constructor(path: string) {
    this.#path = path;
    this.#file = new FileWriter(path);
  }

  async write(reject: Reject): Promise<void> {
    this.count(reject.reason, reject.column, 1);
    await this.#file.write(rejectLine(reject));
  }

  /** Counts rows that are not listed one by one. */
  count(reason: string, column: string | null, rows: number): void {
    this.#counts.add(reason, column, rows);
  }

  async close(): Promise<FileRejects> {
    await this.#file.close();
    return { path: this.#path, counts: this.#counts.byReason };
  }
}

/** `rejects.csv`: the rejects of all files, in file order, and a line for each file that was not read. */
export class RejectList {
  readonly #file: FileWriter;
  readonly #counts = new RejectCounts();

  constructor(path: string) {
    this.#file = new FileWriter(path);
    this.#file.put("file,line,column,value,reason\n");
  }

  /** Takes over the rejects of a file that was read. */
  async append({ path, counts }: FileRejects): Promise<void> {
    for (const { reason, column, rows } of counts) this.#counts.add(reason, column, rows);
    for await (const bytes of createReadStream(path)) {
      // A stream of a file without an encoding gives buffers.
      await this.#file.write(bytes as Buffer);
    }
  }

  /** Notes a file that cannot be read. */
  refuse(file: string, reason: string): void {
    this.#file.put(rejectLine({ file, line: null, column: null, value: null, reason }));
  }

  get byReason(): Counts {
    return this.#counts.byReason;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

class RejectCounts {
  readonly #counts = new Map<string, Counts[number]>();

  add(reason: string, column: string | null, rows: number): void {
    const key = JSON.stringify([reason, column]);
    const held = this.#counts.get(key) ?? { reason, column, rows: 0 };
    this.#counts.set(key, { ...held, rows: held.rows + rows });
  }

  /** Most frequent first; ties by reason and column. */
  get byReason(): Counts {
    const key = ({ reason, column }: Counts[number]): string => `${reason}\u0000${column ?? ""}`;
    return [...this.#counts.values()].sort((a, b) => b.rows - a.rows || (key(a) < key(b) ? -1 : 1));
  }
}
