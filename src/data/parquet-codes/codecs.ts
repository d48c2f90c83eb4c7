import { ZSTDDecoder } from "zstddec";
import { NotCountable } from "./not-countable.ts";

/** As in Parquet's `CompressionCodec`. */
const codecs = { none: 0, zstd: 6 } as const;

const decoder = new ZSTDDecoder();

/** Whether pages are as they are, or have to be decompressed. Errors: NotCountable for a codec that is not known. */
export function isCompressed(codec: number): boolean {
  if (codec === codecs.none) return false;
  if (codec === codecs.zstd) return true;
  throw new NotCountable(`its pages are compressed by codec ${codec}`);
}

/** Loads what decompresses, once a thread. */
export async function loadDecoder(): Promise<void> {
  await decoder.init();
}

/** Decompresses what zstd made of `size` bytes. Errors: NotCountable for anything else. */
export function decompress(bytes: Uint8Array, size: number): Uint8Array {
  const found = size === 0 ? new Uint8Array(0) : decoder.decode(bytes, size);
  if (found.length === size) return found;
  throw new NotCountable("a page cannot be decompressed");
}
