import { crc32, gzipSync } from "node:zlib";
import { columns, type Row, textOf } from "./base-rows.ts";
import { type Field, varint, writeStruct } from "./thrift-writer.ts";

/** A page of values as the writer puts it down. */
export interface Page {
  values: number;
  data: Buffer;
  uncompressed: number;
  /** Undefined: none is written. */
  crc: number | undefined;
}

export interface Chunk {
  readonly name: string;
  type: number;
  codec: number;
  values: number;
  readonly pages: Page[];
  /** Added to the place where the chunk is said to lie. */
  shift: number;
}

/** What a Parquet file says of itself, and its pages; to be damaged before it is written. */
export interface ParquetParts {
  rows: number;
  readonly groups: { rows: number; readonly chunks: Chunk[] }[];
}

/** Bytes `from` … `to` - 1. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface ParquetBytes {
  readonly bytes: Buffer;
  readonly headers: readonly Extent[];
  readonly pages: readonly Extent[];
  readonly footer: Extent;
}

const types = { boolean: 0, int32: 1, int64: 2, double: 5, text: 6 } as const;
const typeOf: Record<keyof Row, number> = {
  k: types.text,
  d: types.text,
  y: types.int32,
  t: types.text,
  n: types.double,
  s: types.text,
  b: types.int64,
  w: types.text,
  e: types.text,
};

/** Rows in groups of six, each column in pages of three, with the checksums of the specification. */
export function parquetParts(
  rows: readonly Row[],
  { gzip, checksums }: { gzip: boolean; checksums: boolean },
): ParquetParts {
  const groups = slices(rows, 6).map((group) => ({
    rows: group.length,
    chunks: columns.map((name): Chunk => {
      const pages = slices(group, 3).map((part) => pageOf(part, name, { gzip, checksums }));
      return { name, type: typeOf[name], codec: gzip ? 2 : 0, values: group.length, pages, shift: 0 };
    }),
  }));
  return { rows: rows.length, groups };
}

function slices<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function pageOf(
  rows: readonly Row[],
  column: keyof Row,
  { gzip, checksums }: { gzip: boolean; checksums: boolean },
): Page {
  const levels = Buffer.concat(
    rows.map((row) => Buffer.concat([varint(2), Buffer.from([row[column] === null ? 0 : 1])])),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(levels.length);
  const plain = Buffer.concat([length, levels, ...rows.map((row) => plainValue(row, column))]);
  const data = gzip ? gzipSync(plain) : plain;
  return { values: rows.length, data, uncompressed: plain.length, crc: checksums ? crc32(data) : undefined };
}

function plainValue(row: Row, column: keyof Row): Buffer {
  const text = textOf(row, column);
  if (text === null) return Buffer.alloc(0);
  const bytes = Buffer.alloc(8);
  switch (typeOf[column]) {
    case types.int32:
      bytes.writeInt32LE(Number(text));
      return bytes.subarray(0, 4);
    case types.int64:
      bytes.writeBigInt64LE(BigInt(text));
      return bytes;
    case types.double:
      bytes.writeDoubleLE(Number(text));
      return bytes;
    default:
      bytes.writeUInt32LE(Buffer.byteLength(text));
      return Buffer.concat([bytes.subarray(0, 4), Buffer.from(text)]);
  }
}

/** Writes the file, and says what lies where. */
export function writeParquet({ rows, groups }: ParquetParts): ParquetBytes {
  const parts: Buffer[] = [];
  let at = 0;
  const put = (bytes: Buffer): Extent => {
    parts.push(bytes);
    at += bytes.length;
    return { from: at - bytes.length, to: at };
  };
  put(Buffer.from("PAR1"));
  const headers: Extent[] = [];
  const pages: Extent[] = [];
  const described = groups.map((group): Field[] => {
    const chunks = group.chunks.map((chunk): Field[] => {
      const from = at;
      for (const page of chunk.pages) {
        headers.push(put(pageHeader(page)));
        pages.push(put(page.data));
      }
      return chunkFields(chunk, from + chunk.shift, at - from);
    });
    return [
      [1, "structs", chunks],
      [2, "i64", 0],
      [3, "i64", group.rows],
    ];
  });
  const footer = put(
    writeStruct([
      [1, "i32", 1],
      [2, "structs", schema(groups[0].chunks)],
      [3, "i64", rows],
      [4, "structs", described],
      [6, "text", "faults"],
    ]),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.to - footer.from);
  put(Buffer.concat([length, Buffer.from("PAR1")]));
  return { bytes: Buffer.concat(parts), headers, pages, footer };
}

function pageHeader({ values, data, uncompressed, crc }: Page): Buffer {
  const checksum: Field[] = crc === undefined ? [] : [[4, "i32", crc | 0]];
  const plain: Field[] = [
    [1, "i32", values],
    [2, "i32", 0],
    [3, "i32", 3],
    [4, "i32", 3],
  ];
  return writeStruct([
    [1, "i32", 0],
    [2, "i32", uncompressed],
    [3, "i32", data.length],
    ...checksum,
    [5, "struct", plain],
  ]);
}

function chunkFields({ name, type, codec, values }: Chunk, from: number, size: number): Field[] {
  const meta: Field[] = [
    [1, "i32", type],
    [2, "i32s", [0, 3]],
    [3, "texts", [name]],
    [4, "i32", codec],
    [5, "i64", values],
    [6, "i64", size],
    [7, "i64", size],
    [9, "i64", from],
  ];
  return [
    [2, "i64", from],
    [3, "struct", meta],
  ];
}

function schema(chunks: readonly Chunk[]): Field[][] {
  const elements = chunks.map(({ name, type }): Field[] => [
    [1, "i32", type],
    [3, "i32", 1],
    [4, "text", name],
    ...(type === types.text ? ([[6, "i32", 0]] satisfies Field[]) : []),
  ]);
  return [
    [
      [4, "text", "schema"],
      [5, "i32", chunks.length],
    ],
    ...elements,
  ];
}
