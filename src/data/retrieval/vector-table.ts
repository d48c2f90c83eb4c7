import { ARRAY, DuckDBDataChunk, FLOAT, INTEGER } from "@duckdb/node-api";
import { floatArrays, integers } from "../chunk.ts";
import { quoteIdentifier, quoteList, quotePath, sql } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import type { VectorBlock, VectorsTarget } from "./write-vectors.ts";

const table = "vector_parts";
const chunkRows = 2048;

/** Collects vectors in a table of the session, which spills to disk beyond its memory limit, and writes them as Parquet. */
export class VectorTable {
  readonly #session: Session;
  readonly #target: VectorsTarget;

  private constructor(session: Session, target: VectorsTarget) {
    this.#session = session;
    this.#target = target;
  }

  /** Makes the table; one at a time in a session. */
  static async create(session: Session, target: VectorsTarget): Promise<VectorTable> {
    await session.run(
      sql`CREATE OR REPLACE TEMP TABLE ${quoteIdentifier(table)} (domain INTEGER, id INTEGER, vector FLOAT[${target.size}])`,
    );
    return new VectorTable(session, target);
  }

  async add(block: VectorBlock): Promise<void> {
    const appender = await this.#session.connection.createAppender(table);
    for (let from = 0; from < block.rows; from += chunkRows) {
      appender.appendDataChunk(chunkOf(block, this.#target.size, from, Math.min(from + chunkRows, block.rows)));
    }
    appender.closeSync();
  }

  /** Writes the vectors by domain and id, and forgets them. */
  async write(path: string): Promise<void> {
    const { vocabulary, domains } = this.#target;
    const fragments = {
      vectors: quoteIdentifier(table),
      vocabulary: quotePath(vocabulary),
      domains: quoteList(domains),
    };
    await this.#session.writeParquet(loadSql("retrieval/vector-rows", fragments), path);
    await this.#session.run(sql`DROP TABLE ${quoteIdentifier(table)}`);
  }
}

function chunkOf({ domain, firstId, values }: VectorBlock, size: number, from: number, to: number): DuckDBDataChunk {
  const types = [INTEGER, INTEGER, ARRAY(FLOAT, size)];
  const chunk = DuckDBDataChunk.create(types, to - from);
  integers(chunk, 0).fill(domain);
  const ids = integers(chunk, 1);
  for (let b = 0; b < to - from; b++) ids[b] = firstId + from + b;
  floatArrays(chunk, 2).set(values.subarray(from * size, to * size));
  // The views above are copies of the vectors' memory until they are flushed.
  types.forEach((_, column) => chunk.getColumnVector(column).flush());
  return chunk;
}
