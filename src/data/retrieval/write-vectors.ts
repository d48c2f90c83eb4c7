import { join } from "node:path";
import { z } from "zod";
import { DomainlensError } from "../../util/errors.ts";
import { ArrowFile } from "../feed/arrow-file.ts";
import { quotePath } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { loadSql } from "../sql-file.ts";
import { type IdName, vectorBatch, vectorSchema } from "./vector-arrow.ts";
import { VectorTable } from "./vector-table.ts";

/** Vectors of successive encoded ids under one domain. */
export interface VectorBlock {
  readonly domain: number;
  readonly firstId: number;
  readonly rows: number;
  /** [rows, H] */
  readonly values: Float32Array;
}

export interface VectorsTarget {
  /** Name of the files, such as `items`. */
  readonly name: string;
  readonly folder: string;
  readonly formats: readonly ("parquet" | "arrow")[];
  /** Path of the vocabulary of the feature that holds the ids. */
  readonly vocabulary: string;
  readonly domains: readonly string[];
  /** H */
  readonly size: number;
  readonly signal: AbortSignal;
}

/** Rows of a record batch, at most. */
export const vectorBlockRows = 1 << 16;
const nameRow = z.object({ value: z.string().nullable(), kind: z.string() });

/**
 * Writes `<name>.parquet` and `<name>.arrow` with a row for each domain and id: `id` (as the log has it; null for the named ids), `kind`
 * (value, unknown, null or rare), `domain` and `vector`, a list of H float32 (of fixed size in Arrow). Memory holds a block; the session
 * spills. Blocks come by domain and id, none larger than `vectorBlockRows`. Returns the rows.
 */
export async function writeVectors(
  session: Session,
  blocks: AsyncIterable<VectorBlock> | Iterable<VectorBlock>,
  target: VectorsTarget,
): Promise<number> {
  const { name, folder, formats, size, signal } = target;
  const schema = vectorSchema(size);
  const table = formats.includes("parquet") ? await VectorTable.create(session, target) : null;
  await using arrow = formats.includes("arrow") ? await ArrowFile.create(join(folder, `${name}.arrow`), schema) : null;
  let rows = 0;
  for await (const block of blocks) {
    signal.throwIfAborted();
    await table?.add(block);
    const names = await namesOf(session, target, block);
    await arrow?.write(vectorBatch(schema, block, target.domains[block.domain], names));
    rows += block.rows;
  }
  await table?.write(join(folder, `${name}.parquet`));
  await arrow?.finish();
  return rows;
}

/** Errors: DomainlensError("internal") when the vocabulary does not name every id of the block. */
async function namesOf(
  session: Session,
  { vocabulary }: VectorsTarget,
  { firstId, rows }: VectorBlock,
): Promise<IdName[]> {
  const query = loadSql("retrieval/vector-names", { vocabulary: quotePath(vocabulary) });
  const bounds = { low: BigInt(firstId), high: BigInt(firstId + rows - 1) };
  const names = await session.rows(query, bounds, nameRow);
  if (names.length === rows) return names;
  throw new DomainlensError("internal", {
    what: `${names.length} ids are named where ${rows} have vectors`,
    value: firstId,
    remedy: "report this as a bug",
  });
}
