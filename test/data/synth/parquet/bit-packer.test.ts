import { expect, it } from "vitest";
import { BitPacker, bitWidth } from "../../../../src/data/synth/parquet/bit-packer.ts";
import { ByteSink } from "../../../../src/data/synth/parquet/byte-sink.ts";

it("packs the example of Parquet's specification", () => {
  // 0 to 7 in three bits each are 0x88, 0xC6, 0xFA; one group of eight has the head 3.
  const packer = new BitPacker(3);
  packer.add(Uint8Array.of(0, 1, 2), 3);
  packer.add(Uint8Array.of(3, 4, 5, 6, 7), 5);
  const sink = new ByteSink(1);
  packer.finish(sink);
  expect([...sink.bytes.subarray(0, sink.length)]).toEqual([3, 0x88, 0xc6, 0xfa]);
});

it("fills the last group with zeros", () => {
  const packer = new BitPacker(1);
  packer.add(Uint8Array.of(1, 0, 1), 3);
  const sink = new ByteSink(1);
  packer.finish(sink);
  expect([...sink.bytes.subarray(0, sink.length)]).toEqual([3, 5]);
});

it.each([
  [1, 1],
  [2, 1],
  [3, 2],
  [16_384, 14],
  [16_385, 15],
])("numbers below %d take %d bits", (count, bits) => {
  expect(bitWidth(count)).toBe(bits);
});
