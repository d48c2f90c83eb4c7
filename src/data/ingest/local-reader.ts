import { join } from "node:path";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { openSession, type Session } from "../session.ts";
import type { FileJob, FileReader, FileReport, ReaderSetup } from "./file-reader.ts";
import { ingestFile } from "./ingest-file.ts";
import { loadJoins } from "./joins.ts";
import { RejectWriter } from "./rejects.ts";
import { removePart } from "./remove-part.ts";
import { sliceOfEntity } from "./slice.ts";

interface Opened {
  readonly session: Session;
  readonly lookups: IngestArtifact["joins"];
}

/** Reads files in this process. A file that breaks the database instance costs that instance, and the next file gets another. */
export class LocalReader implements FileReader {
  readonly used = undefined;
  readonly #setup: ReaderSetup;
  #opened: Opened | undefined;

  constructor(setup: ReaderSetup) {
    this.#setup = setup;
  }

  async lookups(_signal?: AbortSignal): Promise<IngestArtifact["joins"]> {
    return (await this.#open()).lookups;
  }

  async read({ file, entity, place }: FileJob, signal: AbortSignal): Promise<FileReport> {
    const { session, lookups } = await this.#open();
    const { slice, rowsDir, scratchDir } = this.#setup;
    const rejects = new RejectWriter(join(scratchDir, `rejects-${place.fileIndex}`));
    const joinCounts = [...lookups];
    const own = { slice: sliceOfEntity(slice, entity), entity, rowsDir, scratchDir, rejects, joinCounts, signal };
    try {
      const ingested = await ingestFile(session, own, file, place);
      const matches = joinCounts.map(({ matchedRows, unmatchedRows }) => ({ matchedRows, unmatchedRows }));
      return { ...ingested, rejects: await rejects.close(), matches };
    } catch (error) {
      await rejects.close();
      removePart(rowsDir, place.fileIndex);
      await this.#replaceBroken(session);
      throw error;
    }
  }

  async #open(): Promise<Opened> {
    if (this.#opened !== undefined) return this.#opened;
    const { slice, lookups: files, scratchDir, memoryBytes, threads, reach } = this.#setup;
    const session = await openSession({ memoryBytes, threads, tempDir: join(scratchDir, "duckdb"), ...reach });
    try {
      // A left join may otherwise be turned round, and the rows would lose their order; and conditions would be decided by what a Parquet file says
      // of the least and greatest values in it, true or not.
      await session.run("SET disabled_optimizers = 'join_order,build_side_probe_side,statistics_propagation'");
      const signal = new AbortController().signal;
      this.#opened = { session, lookups: await loadJoins(session, slice, { files, scratchDir, signal }) };
      return this.#opened;
    } catch (error) {
      session.close();
      throw error;
    }
  }

  /** An internal error of DuckDB invalidates its instance: every later statement fails. */
  async #replaceBroken(session: Session): Promise<void> {
    try {
      await session.run("SELECT 1");
    } catch {
      await this[Symbol.asyncDispose]();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#opened?.session.close();
    this.#opened = undefined;
    return Promise.resolve();
  }
}
