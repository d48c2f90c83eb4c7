import { brotliDecompressSync } from "node:zlib";
import { isStruct, type ThriftStruct } from "./thrift.ts";

/** A page as its header describes it. */
export interface CompressedPage {
  /** Of the column chunk, as in Parquet's `CompressionCodec`. */
  readonly codec: number;
  readonly header: ThriftStruct;
  /** What follows the header. */
  readonly bytes: Buffer;
}

const codecs = { none: 0, snappy: 1, gzip: 2, brotli: 4, zstd: 6 };
const zstdMagic = 0xfd2fb528;
const dataPageV2 = 8;

/**
 * What is wrong with the compression of a page, or undefined: the engine decodes what another codec wrote, or what is too short, into a buffer that still holds an
 * earlier page, and reads that. Of LZ4 nothing can be told before it is decoded, which the engine does with care.
 */
export function compressionFault({ codec, header, bytes }: CompressedPage): string | undefined {
  const { levels, isCompressed } = layout(header);
  const size = Number(header.get(2) ?? -1) - levels;
  const values = bytes.subarray(levels);
  if (size < 0) return "it is larger compressed than its header says it is in all";
  if (!isCompressed || codec === codecs.none) return lengthFault(values.length, size);
  if (values.length === 0) return lengthFault(0, size);
  switch (codec) {
    case codecs.snappy:
      return lengthFault(snappyLength(values), size);
    case codecs.gzip:
      if (values.length < 18 || values.readUInt16BE(0) !== 0x1f8b) return "it is not compressed by gzip";
      // Of the last part, where there are several.
      return values.readUInt32LE(values.length - 4) > size ? lengthFault(undefined, size) : undefined;
    case codecs.brotli:
      return lengthFault(brotliLength(values, size), size);
    case codecs.zstd:
      return zstdFault(values, size);
    default:
      return undefined;
  }
}

/** The levels of a page of version 2 stand uncompressed before its values. */
function layout(header: ThriftStruct): { levels: number; isCompressed: boolean } {
  const data = header.get(dataPageV2);
  if (!isStruct(data)) return { levels: 0, isCompressed: true };
  return { levels: Number(data.get(5) ?? 0) + Number(data.get(6) ?? 0), isCompressed: data.get(7) !== false };
}

function lengthFault(found: number | undefined, size: number): string | undefined {
  return found === size ? undefined : `its header says ${size} bytes, and it holds ${found ?? "others"}`;
}

/** The length that a Snappy block begins with. */
function snappyLength(bytes: Buffer): number | undefined {
  let length = 0;
  for (let i = 0; i < Math.min(5, bytes.length); i++) {
    length += (bytes[i] & 127) * 2 ** (7 * i);
    if (bytes[i] < 128) return length;
  }
  return undefined;
}

function brotliLength(bytes: Buffer, size: number): number | undefined {
  try {
    return brotliDecompressSync(bytes, { maxOutputLength: size + 1 }).length;
  } catch {
    return undefined;
  }
}

/** RFC 8878, 3.1.1: a frame may say how long its content is. */
function zstdFault(bytes: Buffer, size: number): string | undefined {
  if (bytes.length < 6 || bytes.readUInt32LE(0) !== zstdMagic) return "it is not compressed by zstd";
  const descriptor = bytes[4];
  const isSingle = (descriptor & 32) !== 0;
  const lengthBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6];
  const at = 5 + (isSingle ? 0 : 1) + [0, 1, 2, 4][descriptor & 3];
  if (lengthBytes === 0 || bytes.length < at + lengthBytes) return undefined;
  const said = lengthBytes === 8 ? Number(bytes.readBigUInt64LE(at)) : bytes.readUIntLE(at, lengthBytes);
  const length = lengthBytes === 2 ? said + 256 : said;
  // Of the first frame, where there are several.
  return length > size ? lengthFault(length, size) : undefined;
}
