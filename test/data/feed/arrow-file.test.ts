import { expect, it } from "vitest";
import { unwritten } from "../../../src/data/feed/arrow-file.ts";

const parts = [Uint8Array.of(1, 2, 3), Uint8Array.of(4), Uint8Array.of(5, 6)];

it.each([0, 1, 2, 3, 4, 5, 6])("keeps what a disk has not taken of six bytes in three parts: %i taken", (bytes) => {
  const left = unwritten(parts, bytes);
  expect(left.flatMap((part) => [...part])).toEqual([1, 2, 3, 4, 5, 6].slice(bytes));
  expect(left.every(({ byteLength }) => byteLength > 0)).toBe(true);
});
