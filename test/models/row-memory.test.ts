import { expect, it } from "vitest";
import { RowMemory } from "../../src/models/row-memory.ts";

it("gives arrays that have nothing in common, each at the begin of a line, whichever thread asks", () => {
  const memory = new RowMemory();
  const other = new RowMemory(memory.memory);
  const arrays = [memory.floats(3), other.floats(100_000), memory.floats(17), other.floats(1)];
  arrays.forEach((array, i) => array.fill(i + 1));
  expect(arrays.map((array) => [array.length, array.byteOffset % 64, new Set(array)])).toEqual([
    [3, 0, new Set([1])],
    [100_000, 0, new Set([2])],
    [17, 0, new Set([3])],
    [1, 0, new Set([4])],
  ]);
});

it("gives zeros, and none at the address that stands for no array", () => {
  const memory = new RowMemory();
  const ints = memory.ints(50_000);
  expect([...new Set(ints)]).toEqual([0]);
  expect(ints.byteOffset).toBeGreaterThan(0);
});

it("is not made for more numbers than it can address", () => {
  expect(RowMemory.for(1000)).toBeInstanceOf(RowMemory);
  expect(RowMemory.for(2 ** 30)).toBeUndefined();
});

it("says what is too large, and what to lower, when it cannot hold an array", () => {
  const memory = new RowMemory();
  expect(() => memory.floats(2 ** 30)).toThrow(
    expect.objectContaining({ code: "resources", message: expect.stringContaining("4 GiB") as string }) as Error,
  );
});

it("is used again, as zeros, by the next one that needs about as much", () => {
  const first = RowMemory.for(1000);
  first?.floats(1000).fill(7);
  first?.release();
  const second = RowMemory.for(2000);
  expect(second?.memory).toBe(first?.memory);
  expect([...new Set(second?.floats(2000))]).toEqual([0]);
  const large = RowMemory.for(2 ** 23);
  large?.floats(2 ** 23);
  large?.release();
  const small = RowMemory.for(10);
  expect(small?.memory).not.toBe(large?.memory);
});
