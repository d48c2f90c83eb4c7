import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBDataChunk,
  type DuckDBResult,
  type DuckDBValue,
} from "@duckdb/node-api";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { z } from "zod";
import { DomainlensError } from "../util/errors.ts";
import { quoteLiteral, quoteReach } from "./identifiers.ts";
import { keepByteOrderMarks } from "./keep-byte-order-marks.ts";
import { withNumbers } from "./with-numbers.ts";

/** What statements may read and write, by absolute paths. */
export interface Reach {
  /** Folders with all that is below them; default: the one that `tempDir` is in. */
  readonly folders?: readonly string[];
  readonly files?: readonly string[];
}

export interface SessionOptions extends Reach {
  /** DuckDB's memory limit; more spills to `tempDir`. */
  readonly memoryBytes: number;
  readonly threads: number;
  readonly tempDir: string;
}

/** Rows of a row group: what training reads and shuffles as a unit. */
export const rowGroupRows = 122_880;
/** Columns whose row group fits into memory while it is written; with more of them it has fewer rows. */
const rowGroupColumns = 128;
const leastRowGroupRows = 8192;

/** A chunk of the result of one of several statements, by its position among them. */
export interface StatementChunk {
  readonly chunk: DuckDBDataChunk;
  readonly statement: number;
}

type Parameters = Readonly<Record<string, DuckDBValue>>;

/**
 * An in-memory DuckDB with limits, which reaches the declared folders and files and no other: neither an expression of a config nor a damaged file
 * can make it read elsewhere, load an extension or ask the network. Results keep the order of insertion; times with a zone are in UTC.
 */
export class Session {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #threads: number;
  /** Statements that its connection has begun. */
  #statements = 0;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, threads: number) {
    this.#instance = instance;
    this.#connection = connection;
    this.#threads = threads;
  }

  /** Executes a statement for its effect. */
  async run(statement: string, parameters?: Parameters): Promise<void> {
    this.#statements++;
    await guarded(this.#connection.run(statement, parameters && { ...parameters }));
  }

  /**
   * Writes the rows of a query to a Parquet file, in their order, with one thread: with more, DuckDB cuts row groups where threads
   * happen to meet, and the same rows give other bytes each time. @param columns of the query, where they may be many
   */
  async writeParquet(query: string, path: string, parameters?: Parameters, columns = 1): Promise<void> {
    const options = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowsOfRowGroup(columns)}`;
    if (this.#threads > 1) await this.run("SET threads = 1");
    try {
      await this.run(`COPY (${query}) TO ${quoteLiteral(path)} (${options})`, parameters);
    } finally {
      if (this.#threads > 1) await this.run(`SET threads = ${this.#threads}`);
    }
  }

  /** As `writeParquet`, for a query that works much and gives little: its result is made with all threads and kept until it is written. */
  async writeSmallParquet(query: string, path: string): Promise<void> {
    await this.run(`CREATE OR REPLACE TEMP TABLE small_result AS ${query}`);
    await this.writeParquet("FROM small_result", path);
    await this.run("DROP TABLE small_result");
  }

  /**
   * Rows of a small result, checked by a zod row schema. BIGINT and HUGEINT arrive as numbers; one beyond 2^53 is an error, because
   * a rounded count is a wrong count.
   */
  async rows<T>(statement: string, parameters: Parameters, schema: z.ZodType<T>): Promise<T[]> {
    this.#statements++;
    const reader = await guarded(this.#connection.runAndReadAll(statement, { ...parameters }));
    return reader.getRowObjectsJS().map((row) => schema.parse(withNumbers(row)));
  }

  /**
   * Chunks of a large result, at most 2,048 rows each, as DuckDB produces them. Errors: DomainlensError("internal") where this session began another statement
   * before all were read, which ends the result without a word: `apart` and `streamInTurn` have connections of their own.
   */
  async *stream(statement: string, parameters?: Parameters): AsyncGenerator<DuckDBDataChunk> {
    const number = ++this.#statements;
    yield* chunksOf(await guarded(this.#connection.stream(statement, parameters && { ...parameters })));
    if (this.#statements !== number) throw cutShort(statement);
  }

  /** Does `work` with a session of its own connection, which sees the tables of this one but for temporary ones, whatever else this one does meanwhile. */
  apart<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.#connected(this.#threads, work);
  }

  /**
   * The chunks of several large results, one behind the other, by connections of their own: other statements may run meanwhile, and the next
   * result is begun while one is read.
   */
  async *streamInTurn(statements: readonly string[]): AsyncGenerator<StatementChunk> {
    const connections = await Promise.all(statements.slice(0, 2).map(() => connectTo(this.#instance)));
    const begin = (i: number): Promise<DuckDBResult> | undefined =>
      i < statements.length ? connections[i % 2].stream(statements[i]) : undefined;
    let begun = begin(0);
    try {
      for (let i = 1; begun !== undefined; i++) {
        const result = await guarded(begun);
        begun = begin(i);
        // A failure is thrown where the result is awaited, not as an unhandled rejection in between.
        begun?.catch(() => {});
        for await (const chunk of chunksOf(result)) yield { chunk, statement: i - 1 };
      }
    } finally {
      await begun?.catch(() => {});
      for (const connection of connections) connection.closeSync();
    }
  }

  /**
   * Does `work` for each of `items`, as many at once as the session has threads, each with a session of one thread that sees the tables of this
   * one but for temporary ones. What a query of one thread writes is the same however many there are. The first failure is thrown when all have
   * stopped.
   */
  async concurrently<T>(items: readonly T[], work: (session: Session, item: T) => Promise<void>): Promise<void> {
    const waiting = items.values();
    let failed = false;
    const takeTurns = async (session: Session): Promise<void> => {
      try {
        for (const item of waiting) {
          if (failed) return;
          await work(session, item);
        }
      } catch (error) {
        failed = true;
        throw error;
      }
    };
    await this.run("SET threads = 1");
    try {
      const turns = await Promise.allSettled(
        Array.from({ length: this.#threads }, () => this.#connected(1, takeTurns)),
      );
      for (const turn of turns) if (turn.status === "rejected") throw turn.reason;
    } finally {
      await this.run(`SET threads = ${this.#threads}`);
    }
  }

  async #connected<T>(threads: number, work: (session: Session) => Promise<T>): Promise<T> {
    const connection = await connectTo(this.#instance);
    try {
      return await work(new Session(this.#instance, connection, threads));
    } finally {
      connection.closeSync();
    }
  }

  /** An open connection, for appenders and prepared statements. */
  get connection(): DuckDBConnection {
    return this.#connection;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }
}

/** Opens a session; the caller closes it (`await using`). */
export async function openSession(options: SessionOptions): Promise<Session> {
  keepByteOrderMarks();
  mkdirSync(options.tempDir, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${Math.floor(options.memoryBytes / 2 ** 20)}MiB`,
    threads: String(options.threads),
    temp_directory: options.tempDir,
    preserve_insertion_order: "true",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
  });
  const connection = await connectTo(instance);
  // DuckDB prints a progress bar to the terminal of long statements otherwise.
  await connection.run("SET enable_progress_bar = false");
  // The machine's zone would decide what hour a time has. Global: connections that follow have it too.
  await connection.run("SET GLOBAL TimeZone = 'UTC'");
  const { folders = [dirname(options.tempDir)], files = [] } = options;
  await connection.run(`SET allowed_directories = ${quoteReach(folders)}`);
  await connection.run(`SET allowed_paths = ${quoteReach(files)}`);
  // From here on, none of the three can be changed.
  await connection.run("SET enable_external_access = false");
  return new Session(instance, connection, options.threads);
}

/**
 * A connection that keeps the order of rows through joins, and through conditions that DuckDB makes joins of, such as IN with many values: it would hold few rows back
 * until it has more of them, behind which others pass.
 */
async function connectTo(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  await connection.run("SET enable_caching_operators = false");
  return connection;
}

/** Rows of a row group of a table with as many columns. */
export function rowsOfRowGroup(columns: number): number {
  const share = Math.min(1, rowGroupColumns / columns);
  return Math.max(leastRowGroupRows, Math.floor((rowGroupRows * share) / 2048) * 2048);
}

function cutShort(statement: string): DomainlensError {
  return new DomainlensError("internal", {
    what: "another statement was begun before all rows of one were read",
    value: statement,
    remedy: "report this as a bug",
  });
}

async function* chunksOf(result: DuckDBResult): AsyncGenerator<DuckDBDataChunk> {
  for (;;) {
    const chunk = await guarded(result.fetchChunk());
    if (chunk === null || chunk.rowCount === 0) return;
    yield chunk;
  }
}

/** DuckDB's errors as DomainlensErrors with their message and, where it is known, a remedy. */
async function guarded<T>(pending: Promise<T>): Promise<T> {
  try {
    return await pending;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    if (/Out of Memory/i.test(message)) {
      throw new DomainlensError("resources", {
        // What DuckDB proposes then are its own settings.
        what: `the SQL engine ran out of memory: ${message.split("\n", 1)[0]}`,
        remedy: "raise resources.memory or lower resources.threads",
        cause,
      });
    }
    if (/No space left|max_temp_directory_size/i.test(message)) {
      throw new DomainlensError("resources", {
        what: `the disk is full: ${message}`,
        remedy: "free disk space, or move the runs folder with --runs-dir",
        cause,
      });
    }
    if (/Permission Error: Cannot access/.test(message)) {
      throw new DomainlensError("config", {
        what: `SQL may read the files of the config alone: ${message}`,
        remedy: "name the file under dataset.files or dataset.joins",
        cause,
      });
    }
    if (/Input\/output error/i.test(message)) {
      throw new DomainlensError("resources", {
        what: `a disk failed to read or write: ${message}`,
        remedy: "check the disk and its connection; the same command then resumes",
        cause,
      });
    }
    throw new DomainlensError("data", {
      what: message,
      remedy: "check the SQL expressions and files in the config",
      cause,
    });
  }
}
