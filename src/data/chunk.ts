import {
  DuckDBArrayVector,
  DuckDBBigIntVector,
  type DuckDBDataChunk,
  DuckDBDoubleVector,
  DuckDBFloatVector,
  DuckDBIntegerVector,
  DuckDBListVector,
  type DuckDBVector,
} from "@duckdb/node-api";
import { DomainlensError } from "../util/errors.ts";

/** Elements of a list column without boxing: those of row b are at offset(b) … offset(b) + length(b) - 1 of `ids`. */
export interface Lists<Elements> {
  readonly ids: Elements;
  offset(row: number): number;
  length(row: number): number;
}
export type IntegerLists = Lists<Int32Array>;

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

/** Doubles with a bitmap, least significant bit first, in which 1 is a value and 0 a NULL; null when there are no NULLs. */
export interface NullableDoubles {
  readonly values: Float64Array;
  readonly valid: Uint8Array | null;
}

/** The values of a DOUBLE column that may hold NULLs: views, as `integers`. */
export function nullableDoubles(chunk: DuckDBDataChunk, column: number): NullableDoubles {
  return doubleItems(chunk.getColumnVector(column), column);
}

/** The elements of a DOUBLE[] column; the lists may not be NULL, their elements may. Row b as in `IntegerLists`. */
export function doubleLists(chunk: DuckDBDataChunk, column: number): Lists<NullableDoubles> {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBListVector)) throw unexpected(vector, column, "DOUBLE[]");
  return listsOf(vector, doubleItems(vector.childVector, column));
}

/** The elements of an INTEGER[] column; neither the lists nor their elements may be NULL. */
export function integerLists(chunk: DuckDBDataChunk, column: number): IntegerLists {
  const vector = chunk.getColumnVector(column);
  if (!(vector instanceof DuckDBListVector)) throw unexpected(vector, column, "INTEGER[]");
  return listsOf(vector, integerItems(vector.childVector, column));
}

/** The elements of a FLOAT[n] column without NULLs, row after row: a view, as `integers`. */
export function floatArrays(chunk: DuckDBDataChunk, column: number): Float32Array {
  const vector = chunk.getColumnVector(column);
  const elements: unknown = vector instanceof DuckDBArrayVector ? vector["childData"] : undefined;
  if (elements instanceof DuckDBFloatVector) return elements["items"] as Float32Array;
  throw unexpected(vector, column, "FLOAT[n]");
}

function listsOf<Elements>(vector: DuckDBListVector, ids: Elements): Lists<Elements> {
  return { ids, offset: (row) => vector.getEntryOffset(row), length: (row) => vector.getEntryLength(row) };
}

/** Private fields are `any` in the library's types; what they hold is checked, so that a change of its layout is no silent error. */
function doubleItems(vector: DuckDBVector, column: number): NullableDoubles {
  if (!(vector instanceof DuckDBDoubleVector)) throw unexpected(vector, column, "DOUBLE");
  const values: unknown = vector["items"];
  const validity: unknown = vector["validity"];
  const mask: unknown =
    typeof validity === "object" && validity !== null && "data" in validity ? validity.data : undefined;
  if (values instanceof Float64Array && mask === null) return { values, valid: null };
  if (values instanceof Float64Array && mask instanceof BigUint64Array) {
    return { values, valid: new Uint8Array(mask.buffer, mask.byteOffset, mask.byteLength) };
  }
  throw unexpected(vector, column, "a DOUBLE in a known layout");
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
