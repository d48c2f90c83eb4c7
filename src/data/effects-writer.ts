import { BIGINT, DuckDBDataChunk, INTEGER } from "@duckdb/node-api";
import { z } from "zod";
import { bigIntegers, integers } from "./chunk.ts";
import { quoteIdentifier } from "./identifiers.ts";
import type { Session } from "./session.ts";
import { loadSql } from "./sql-file.ts";

/** Cells of one feature's effect histogram, [C] each, in fixed point (src/data/artifacts/attribute.ts); in any order. */
export interface EffectPart {
  readonly feature: number;
  readonly domain: Int32Array;
  readonly id: Int32Array;
  /** rows, elements, mass, effect, effect squared. */
  readonly sums: readonly BigInt64Array[];
}

const table = "effect_parts";
const columnTypes = [INTEGER, INTEGER, INTEGER, BIGINT, BIGINT, BIGINT, BIGINT, BIGINT];
const chunkRows = 2048;
const sum = z.number();
const sumsRow = z.object({ rows: sum, elements: sum, mass: sum, effect: sum, effect_squared: sum });

/**
 * Collects effect histograms in parts and writes their merged sums. The parts wait in a table of the session, which spills to disk
 * beyond its memory limit. A sum beyond BIGINT makes `write` fail; nothing wraps.
 */
export class EffectsWriter {
  readonly #session: Session;

  private constructor(session: Session) {
    this.#session = session;
  }

  /** Makes the table; one writer a session. */
  static async open(session: Session): Promise<EffectsWriter> {
    await session.run(
      `CREATE TABLE ${table} (feature INTEGER, domain INTEGER, id INTEGER, rows BIGINT, elements BIGINT, mass BIGINT, effect BIGINT, effect_squared BIGINT)`,
    );
    return new EffectsWriter(session);
  }

  async add(part: EffectPart): Promise<void> {
    const appender = await this.#session.connection.createAppender(table);
    for (let from = 0; from < part.id.length; from += chunkRows) {
      appender.appendDataChunk(chunkOf(part, from, Math.min(from + chunkRows, part.id.length)));
    }
    appender.closeSync();
  }

  /** The largest sums of a cell of a feature, over the parts so far: rows, elements, mass, effect, effect squared. */
  async largest(feature: number): Promise<readonly number[]> {
    const query = loadSql("attribute/largest-sums", { parts: quoteIdentifier(table) });
    const [sums] = await this.#session.rows(query, { feature }, sumsRow);
    return [sums.rows, sums.elements, sums.mass, sums.effect, sums.effect_squared];
  }

  /** Forgets all parts: a pass over the rows begins anew. */
  async clear(): Promise<void> {
    await this.#session.run(`DELETE FROM ${table}`);
  }

  /** Writes `effects.parquet`. */
  async write(path: string): Promise<void> {
    const merged = loadSql("attribute/merged-effects", { parts: quoteIdentifier(table) });
    await this.#session.writeParquet(merged, path);
  }
}

function chunkOf({ feature, domain, id, sums }: EffectPart, from: number, to: number): DuckDBDataChunk {
  const chunk = DuckDBDataChunk.create(columnTypes, to - from);
  integers(chunk, 0).fill(feature);
  integers(chunk, 1).set(domain.subarray(from, to));
  integers(chunk, 2).set(id.subarray(from, to));
  sums.forEach((sum, i) => bigIntegers(chunk, 3 + i).set(sum.subarray(from, to)));
  // The views above are copies of the vectors' memory until they are flushed.
  columnTypes.forEach((_, column) => chunk.getColumnVector(column).flush());
  return chunk;
}
