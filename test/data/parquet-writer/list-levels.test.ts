import { expect, it } from "vitest";
import { ByteSink } from "../../../src/data/parquet-writer/byte-sink.ts";
import { ListLevels } from "../../../src/data/parquet-writer/list-levels.ts";

function written(...rows: Uint8Array[]): number[] {
  const levels = new ListLevels();
  for (const lengths of rows) levels.add(lengths, lengths.length);
  const sink = new ByteSink(1);
  const bytes = levels.finishedBytes;
  levels.finish(sink);
  expect(sink.length).toBe(bytes);
  return [...sink.bytes.subarray(0, sink.length)];
}

it("has an entry for each element and one for an empty list", () => {
  // Lists of two, none and one: repetition 0 1 0 0, definition 2 2 0 2; each after its four bytes of size and the head of one group.
  expect(written(Uint8Array.of(2, 0, 1))).toEqual([2, 0, 0, 0, 3, 0b0010, 3, 0, 0, 0, 3, 0b10_00_10_10, 0]);
});

it("is the same levels whether rows come at once or one by one", () => {
  const lengths = Uint8Array.from({ length: 200 }, (_, r) => (7 * r) % 16);
  expect(written(...Array.from(lengths, (length) => Uint8Array.of(length)))).toEqual(written(lengths));
});
