import { beforeAll, expect, it } from "vitest";
import { decompress, isCompressed, loadDecoder } from "../../../src/data/parquet-codes/codecs.ts";
import { NotCountable } from "../../../src/data/parquet-codes/not-countable.ts";

/** A frame of zstd with one raw block, the text "value" (RFC 8878, 3.1.1). */
const frame = Buffer.concat([Buffer.from("28b52ffd2005290000", "hex"), Buffer.from("value")]);

beforeAll(loadDecoder);

it("decompresses a frame of the size that its page says", () => {
  expect(Buffer.from(decompress(frame, 5)).toString()).toBe("value");
  expect(decompress(frame, 0)).toHaveLength(0);
});

it.each([
  ["of another size", frame, 6],
  ["cut off", frame.subarray(0, -1), 5],
  ["of no zstd", Buffer.from("no zstd at all"), 5],
])("refuses bytes %s", (_, bytes, size) => {
  expect(() => decompress(bytes, size)).toThrow(NotCountable);
});

it.each([
  [0, false],
  [6, true],
])("knows whether codec %i compresses: %s", (codec, expected) => {
  expect(isCompressed(codec)).toBe(expected);
});

it("does not know other codecs", () => {
  expect(() => isCompressed(1)).toThrow(NotCountable);
});
