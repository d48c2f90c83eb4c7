import fc from "fast-check";
import { expect, it } from "vitest";
import { sortedOrder } from "../../src/training/sorted-order.ts";

function orderOf(keys: readonly number[], limit: number): number[] {
  const [order, spare] = [new Int32Array(keys.length), new Int32Array(keys.length)];
  const space = { order, spare, counts: new Int32Array(2048) };
  return [...sortedOrder(Int32Array.from(keys), keys.length, limit, space)];
}

it("leaves equal keys in the order in which they came", () => {
  expect(orderOf([5, 2, 5, 0, 2], 6)).toEqual([3, 1, 4, 0, 2]);
});

it.each([1, 2048, 2049, 2 ** 22 + 1, 2 ** 31 - 1])("sorts keys below %d", (limit) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: limit - 1 })), (keys) => {
      const expected = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
      expect(orderOf(keys, limit)).toEqual(expected);
    }),
  );
});
