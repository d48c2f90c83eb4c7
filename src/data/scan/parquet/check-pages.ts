import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "../crc32.ts";
import { compressionFault } from "./check-compression.ts";
import { type ColumnChunk, ParquetDamage, readBytes, readFooter } from "./footer.ts";
import { isStruct, readThrift, ThriftError, type ThriftStruct } from "./thrift.ts";

/** What a check of all pages found. */
export interface PageCheck {
  readonly rows: number;
  /** Of the table, by name. */
  readonly columns: readonly string[];
  readonly pages: number;
  /** Pages whose writer left no checksum: damage in them shows only where it cannot be decoded. */
  readonly unchecked: number;
}

const headerBytes = 1 << 12;
const maxHeaderBytes = 1 << 22;

/**
 * Walks all pages of a Parquet file: their headers, the number of their values, what their compression says of itself, and the checksum of each
 * that has one, which DuckDB does not look at. Errors: ParquetDamage naming column and row group.
 */
export async function checkPages(path: string, signal: AbortSignal): Promise<PageCheck> {
  const file = await open(path);
  try {
    const { rows, columns, chunks } = await readFooter(file);
    let pages = 0;
    let unchecked = 0;
    for (const chunk of chunks) {
      signal.throwIfAborted();
      const found = await checkChunk(file, chunk);
      pages += found.pages;
      unchecked += found.unchecked;
    }
    return { rows, columns, pages, unchecked };
  } catch (error) {
    if (error instanceof ThriftError) throw new ParquetDamage(`its description cannot be decoded: ${error.message}`);
    throw error;
  } finally {
    await file.close();
  }
}

async function checkChunk(file: FileHandle, chunk: ColumnChunk): Promise<Pick<PageCheck, "pages" | "unchecked">> {
  let values = 0;
  let pages = 0;
  let unchecked = 0;
  for (let at = chunk.from; at < chunk.to; pages++) {
    const place = `page ${pages} of column ${chunk.column} in row group ${chunk.rowGroup}`;
    const { header, length } = await readHeader(file, at, chunk.to, place);
    const size = header.get(3);
    if (typeof size !== "number" || size < 0 || at + length + size > chunk.to) {
      throw new ParquetDamage(`${place} goes beyond its column`);
    }
    const bytes = await readBytes(file, at + length, size);
    const crc = header.get(4);
    if (typeof crc !== "number") unchecked++;
    else if (crc32(bytes) !== crc >>> 0) throw new ParquetDamage(`${place} does not match its checksum`);
    const fault = compressionFault({ codec: chunk.codec, header, bytes });
    if (fault !== undefined) throw new ParquetDamage(`${place} cannot be decompressed: ${fault}`);
    values += dataValues(header);
    at += length + size;
  }
  if (values === chunk.values) return { pages, unchecked };
  throw new ParquetDamage(
    `column ${chunk.column} in row group ${chunk.rowGroup} says ${chunk.values} values, and its pages ${values}`,
  );
}

/** Page headers are small, but the statistics in them have no bound. */
async function readHeader(
  file: FileHandle,
  at: number,
  end: number,
  place: string,
): Promise<{ header: ThriftStruct; length: number }> {
  for (let length = Math.min(headerBytes, end - at); ; length = Math.min(length * 16, end - at)) {
    try {
      const { value, end: used } = readThrift(await readBytes(file, at, length), 0);
      return { header: value, length: used };
    } catch (error) {
      if (!(error instanceof ThriftError)) throw error;
      if (length < end - at && length < maxHeaderBytes) continue;
      throw new ParquetDamage(`the header of ${place} cannot be decoded: ${error.message}`);
    }
  }
}

const dataPage = 5;
const dataPageV2 = 8;

/** 0 for a dictionary or an index. */
function dataValues(header: ThriftStruct): number {
  const data = header.get(dataPage) ?? header.get(dataPageV2);
  const values = isStruct(data) ? data.get(1) : 0;
  return typeof values === "number" ? values : 0;
}
