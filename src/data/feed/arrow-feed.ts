import { type DataType, Field, Float64, Int32, Int64, List, makeData, RecordBatch, Schema, Struct } from "apache-arrow";
import type { Session } from "../session.ts";
import { arrowColumn, type ArrowColumn } from "./arrow-column.ts";
import { ArrowFile } from "./arrow-file.ts";
import type { FeedColumn, FeedType } from "./columns.ts";
import { feedColumnsQuery } from "./feed-query.ts";
import { columnMetadata, type FeedFacts, fileMetadata } from "./metadata.ts";

const batchRows = 1 << 16;

/** One split of the feed as an Arrow IPC file. */
export interface ArrowTarget {
  readonly facts: FeedFacts;
  /** The same split as Parquet. */
  readonly parquet: string;
  readonly path: string;
  readonly signal: AbortSignal;
}

/** Copies a split of the feed from Parquet to Arrow, in batches of 65,536 rows; memory holds one batch. Returns its rows. */
export async function writeArrowFeed(session: Session, target: ArrowTarget): Promise<number> {
  const { facts, parquet, path, signal } = target;
  const columns = facts.columns.map(({ type }) => arrowColumn(type));
  const schema = schemaOf(facts);
  await using file = await ArrowFile.create(path, schema);
  let total = 0;
  let rows = 0;
  for await (const chunk of session.stream(feedColumnsQuery(facts.columns, [parquet]))) {
    signal.throwIfAborted();
    for (let from = 0; from < chunk.rowCount;) {
      const count = Math.min(chunk.rowCount - from, batchRows - rows);
      for (const [c, column] of columns.entries()) column.append(chunk, c, from, count);
      rows += count;
      from += count;
      if (rows < batchRows) continue;
      await file.write(batchOf(schema, columns, rows));
      total += rows;
      rows = 0;
      for (const column of columns) column.clear();
    }
  }
  if (rows > 0) await file.write(batchOf(schema, columns, rows));
  await file.finish();
  return total + rows;
}

function batchOf(schema: Schema, columns: readonly ArrowColumn[], rows: number): RecordBatch {
  const children = columns.map((column) => column.data());
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

function schemaOf(facts: FeedFacts): Schema {
  return new Schema(facts.columns.map(fieldOf), new Map(Object.entries(fileMetadata(facts))));
}

function fieldOf(column: FeedColumn): Field {
  const metadata = new Map(Object.entries(columnMetadata(column)));
  return new Field(column.name, typeOf(column.type), column.type === "double", metadata);
}

function typeOf(type: FeedType): DataType {
  switch (type) {
    case "bigint":
      return new Int64();
    case "integer":
      return new Int32();
    case "double":
      return new Float64();
    case "integer[]":
      return new List(new Field("item", new Int32(), false));
    case "double[]":
      return new List(new Field("item", new Float64(), true));
  }
}
