import {
  DuckDBBigIntVector,
  type DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBIntegerVector,
  DuckDBListVector,
  type DuckDBVector,
} from "@duckdb/node-api";
import { DomainlensError } from "../util/errors.ts";

/** Elements of a list column without boxing: those of row b are at offset(b) … offset(b) + length(b) - 1 of `ids`. */
export interface IntegerLists {
  readonly ids: Int32Array;
  offset(row: number): number;
  length(row: number): number;
}

/**
 * The values of an INTEGER column that holds no NULLs: a view into the chunk, valid until the next chunk is fetched.
 * (`items` is private, and so without a type in the library's declarations; taking it saves a call and a branch per value.)
 */
export function integers(chunk: DuckDBDataChunk, column: number): Int32Array {
  return integerItems(chunk.getColumnVector(column), column);
}

/** The values of a BIGINT column that holds no NULLs: a view, as `integers`. */
export function bigIntegers(chunk: DuckDBDataChunk, column: number): BigInt64Array {
  const vector = chunk.getColumnVector(column);
  if (vector instanceof DuckDBBigIntVector) return vector["items"] as BigInt64Array;
  throw unexpected(vector, column, "BIGINT");
}

/** The values of a DOUBLE column that holds no NULLs: a view, as `integers`. */
export function doubles(chunk: DuckDBDataChunk, column: number): Float64Array {
  const vector = chunk.getColumnVector(column);
  if (vector instanceof DuckDBDoubleVector) return vector["items"] as Float64Array;
  throw unexpected(vector, column, "DOUBLE");
}

/** The elements of an INTEGER[] column; neither the lists nor their elements may be NULL. */
export function integerLists(chunk: DuckDBDataChunk, column: number): IntegerLists {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBListVector)) throw unexpected(vector, column, "INTEGER[]");
  return {
    ids: integerItems(vector.childVector, column),
    offset: (row) => vector.getEntryOffset(row),
    length: (row) => vector.getEntryLength(row),
  };
}

function integerItems(vector: DuckDBVector, column: number): Int32Array {
  if (vector instanceof DuckDBIntegerVector) return vector["items"] as Int32Array;
  throw unexpected(vector, column, "INTEGER");
}

function unexpected(vector: DuckDBVector, column: number, wanted: string): DomainlensError {
  return new DomainlensError("internal", {
    what: `column ${column} of a query result is ${String(vector.type)} where ${wanted} is expected`,
    remedy: "report this as a bug",
  });
}
