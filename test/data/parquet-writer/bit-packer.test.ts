import fc from "fast-check";
import { expect, it } from "vitest";
import { BitPacker, bitWidth } from "../../../src/data/parquet-writer/bit-packer.ts";
import { ByteSink } from "../../../src/data/parquet-writer/byte-sink.ts";

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

const reversed = (digits: string): string => digits.split("").reverse().join("");

it("packs numbers of any width as one after the other bit by bit, however they are cut into pieces", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 31 }),
      fc.array(fc.nat(), { maxLength: 700 }),
      fc.nat(),
      (width, drawn, cut) => {
        const values = Int32Array.from(drawn, (value) => value % 2 ** width);
        const packer = new BitPacker(width);
        const first = cut % (values.length + 1);
        packer.add(values, first);
        packer.add(values.subarray(first), values.length - first);
        const bits = [...values].map((value) => reversed(value.toString(2).padStart(width, "0"))).join("");
        const padded = bits.padEnd(8 * width * Math.ceil(values.length / 8), "0");
        const bytes = (padded.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(reversed(byte), 2));
        const size = packer.finishedBytes;
        const sink = new ByteSink(1);
        packer.finish(sink);
        expect(sink.length).toBe(size);
        expect([...sink.bytes.subarray(size - bytes.length, size)]).toEqual(bytes);
      },
    ),
  );
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
