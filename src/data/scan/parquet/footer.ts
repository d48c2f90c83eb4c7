import type { FileHandle } from "node:fs/promises";
import { type Leaf, leavesOf } from "./leaves.ts";
import { isList, isStruct, readThrift, type ThriftStruct, type ThriftValue } from "./thrift.ts";

/** Where the pages of one column of a row group are, and how many values they must hold. */
export interface ColumnChunk {
  readonly column: string;
  /** Names from the column of the table down to where the values are. */
  readonly path: readonly string[];
  readonly leaf: Leaf;
  readonly rowGroup: number;
  readonly from: number;
  readonly to: number;
  readonly values: number;
  /** How its pages are compressed, as in Parquet's `CompressionCodec`. */
  readonly codec: number;
}

export interface ParquetFooter {
  readonly rows: number;
  /** Names of the columns of the table; what lies within them is left out. */
  readonly columns: readonly string[];
  /** Rows of each row group. */
  readonly groupRows: readonly number[];
  readonly chunks: readonly ColumnChunk[];
}

/** A Parquet file that cannot be what it says. */
export class ParquetDamage extends Error {}

const magic = "PAR1";
const maxFooterBytes = 1 << 28;

/** Reads where the column chunks of a Parquet file lie. Errors: ParquetDamage for a file whose description contradicts itself. */
export async function readFooter(file: FileHandle): Promise<ParquetFooter> {
  const { size } = await file.stat();
  if (size < 12) throw new ParquetDamage("it is shorter than an empty Parquet file");
  const head = await readBytes(file, 0, 4);
  const tail = await readBytes(file, size - 8, 8);
  if (head.toString("latin1") !== magic || tail.toString("latin1", 4) !== magic) {
    throw new ParquetDamage("it does not begin and end with PAR1: it is cut off, or of another format");
  }
  const length = tail.readUInt32LE(0);
  if (length > size - 12 || length > maxFooterBytes)
    throw new ParquetDamage(`its footer of ${length} bytes does not fit`);
  const { value } = readThrift(await readBytes(file, size - 8 - length, length), 0);
  return describe(value, size - 8 - length);
}

/** `length` bytes from `from`. Errors: ParquetDamage where the file ends before. */
export async function readBytes(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, from);
  if (bytesRead < length) throw new ParquetDamage(`it ends at byte ${from + bytesRead}, inside its data`);
  return bytes;
}

function describe(footer: ThriftStruct, dataEnd: number): ParquetFooter {
  const rows = integer(footer.get(3), "number of rows");
  const groups = structs(footer.get(4));
  const schema = structs(footer.get(2));
  const leaves = leavesOf(schema);
  const chunks = groups.flatMap((group, rowGroup) => {
    const described = structs(group.get(1));
    if (described.length !== leaves.length) {
      throw new ParquetDamage(`row group ${rowGroup} has ${described.length} columns, and its schema ${leaves.length}`);
    }
    return described.map((chunk, i) => columnChunk(chunk, { rowGroup, dataEnd, leaf: leaves[i] }));
  });
  const groupRows = groups.map((group) => integer(group.get(3), "number of rows of a row group"));
  const inGroups = groupRows.reduce((sum, inGroup) => sum + inGroup, 0);
  if (inGroups !== rows) throw new ParquetDamage(`its footer says ${rows} rows, and its row groups ${inGroups}`);
  return { rows, columns: tableColumns(schema), groupRows, chunks };
}

/** The schema is a tree in the order of its branches, each with the number of those that follow from it. */
function tableColumns([, ...elements]: readonly ThriftStruct[]): string[] {
  const names: string[] = [];
  let inside = 0;
  for (const element of elements) {
    if (inside === 0) names.push(Buffer.from(bytesOf(element.get(4) ?? 0)).toString("utf8"));
    else inside--;
    inside += Number(element.get(5) ?? 0);
  }
  return names;
}

function columnChunk(
  chunk: ThriftStruct,
  { rowGroup, dataEnd, leaf }: { readonly rowGroup: number; readonly dataEnd: number; readonly leaf: Leaf },
): ColumnChunk {
  const meta = chunk.get(3);
  if (!isStruct(meta)) throw new ParquetDamage(`a column of row group ${rowGroup} has no description`);
  const names = meta.get(3);
  const path = isList(names) ? names.map((part) => Buffer.from(bytesOf(part)).toString("utf8")) : [];
  const column = path.join(".");
  const place = `column ${column} in row group ${rowGroup}`;
  if (meta.get(1) !== leaf.type) throw new ParquetDamage(`${place} has another type than in the schema`);
  const data = integer(meta.get(9), `offset of ${place}`);
  const dictionary = meta.get(11) === undefined ? 0 : integer(meta.get(11), `offset of ${place}`);
  const from = dictionary > 0 && dictionary < data ? dictionary : data;
  const to = from + integer(meta.get(7), `size of ${place}`);
  if (from < magic.length || to > dataEnd) throw new ParquetDamage(`${place} lies outside of the file's data`);
  const values = integer(meta.get(5), `number of values of ${place}`);
  return { column, path, leaf, rowGroup, from, to, values, codec: integer(meta.get(4), `codec of ${place}`) };
}

function structs(value: ThriftValue | undefined): ThriftStruct[] {
  if (!Array.isArray(value)) throw new ParquetDamage("its footer lacks a list");
  return value.map((item: ThriftValue) => {
    if (item instanceof Map) return item;
    throw new ParquetDamage("its footer holds a value where a description belongs");
  });
}

function bytesOf(value: ThriftValue): Uint8Array {
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

function integer(value: ThriftValue | undefined, what: string): number {
  const found = typeof value === "bigint" || typeof value === "number" ? Number(value) : -1;
  if (Number.isSafeInteger(found) && found >= 0) return found;
  throw new ParquetDamage(`its ${what} is missing or no count`);
}
