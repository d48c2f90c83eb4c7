import { type FileHandle, open } from "node:fs/promises";
import { type ColumnShape, physicalType } from "./column.ts";
import { encoding } from "./column-chunk.ts";
import type { RowGroup } from "./row-group.ts";
import { ThriftStruct } from "./thrift-struct.ts";

const magic = Buffer.from("PAR1");
const repetition = { required: 0, optional: 1, repeated: 2 } as const;
const converted = { utf8: 0, list: 3 } as const;

/** A Parquet file that row groups are appended to; it is one when it is closed. */
export class ParquetFile {
  readonly #file: FileHandle;
  readonly #columns: readonly ColumnShape[];
  readonly #groups: ThriftStruct[] = [];
  #at = magic.length;
  #rows = 0;

  private constructor(file: FileHandle, columns: readonly ColumnShape[]) {
    this.#file = file;
    this.#columns = columns;
  }

  static async create(path: string, columns: readonly ColumnShape[]): Promise<ParquetFile> {
    const file = await open(path, "w");
    await file.write(magic);
    return new ParquetFile(file, columns);
  }

  async append(group: RowGroup): Promise<void> {
    const { rows, bytes } = group;
    await this.#file.writeFile(bytes);
    this.#groups.push(this.#describe(group));
    this.#at += bytes.length;
    this.#rows += rows;
  }

  async close(): Promise<void> {
    const footer = new ThriftStruct()
      .i32(1, 1)
      .structs(2, schemaOf(this.#columns))
      .i64(3, this.#rows)
      .structs(4, this.#groups)
      .text(6, "domainlens")
      .finish();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(footer.length);
    await this.#file.writeFile(Buffer.concat([footer, length, magic]));
    await this.#file.close();
  }

  #describe({ rows, bytes, chunks }: RowGroup): ThriftStruct {
    const columns = chunks.map((chunk, c) => {
      const { name, type, isList } = this.#columns[c];
      const metadata = new ThriftStruct()
        .i32(1, physicalType[type])
        .i32s(2, [encoding.plain, encoding.rle, encoding.dictionary])
        .texts(3, isList ? [name, "list", "element"] : [name])
        .i32(4, 0) // No compression.
        .i64(5, chunk.values)
        .i64(6, chunk.bytes)
        .i64(7, chunk.bytes)
        .i64(9, this.#at + chunk.dataAt);
      if (chunk.dictionaryAt !== null) metadata.i64(11, this.#at + chunk.dictionaryAt);
      return new ThriftStruct().i64(2, this.#at + (chunk.dictionaryAt ?? chunk.dataAt)).struct(3, metadata);
    });
    return new ThriftStruct().structs(1, columns).i64(2, bytes.length).i64(3, rows);
  }
}

/** The schema as a tree in depth-first order. */
function schemaOf(columns: readonly ColumnShape[]): ThriftStruct[] {
  const root = new ThriftStruct().text(4, "schema").i32(5, columns.length);
  return [root, ...columns.flatMap((column) => (column.isList ? listOf(column) : [leaf(column, column.name)]))];
}

function listOf(column: ColumnShape): ThriftStruct[] {
  const list = new ThriftStruct().i32(3, repetition.optional).text(4, column.name).i32(5, 1).i32(6, converted.list);
  const repeated = new ThriftStruct().i32(3, repetition.repeated).text(4, "list").i32(5, 1);
  return [list, repeated, leaf(column, "element")];
}

function leaf({ type }: ColumnShape, name: string): ThriftStruct {
  const element = new ThriftStruct().i32(1, physicalType[type]).i32(3, repetition.required).text(4, name);
  return type === "text" ? element.i32(6, converted.utf8) : element;
}
