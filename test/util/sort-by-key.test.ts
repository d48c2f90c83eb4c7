import fc from "fast-check";
import { expect, it } from "vitest";
import { keyedValues, sortByKey } from "../../src/util/sort-by-key.ts";

/** Sorts keys with their places; one place more has room for others, which stay. */
function orderOf(keys: readonly number[], limit: number): number[] {
  const items = keyedValues(keys.length + 1);
  items.keys.set(keys);
  keys.forEach((_, i) => (items.values[i] = i));
  sortByKey(items, keys.length, limit);
  const order = [...items.values.subarray(0, keys.length)];
  expect([...items.keys.subarray(0, keys.length)]).toEqual(order.map((i) => keys[i]));
  return order;
}

it("leaves equal keys in the order in which they came", () => {
  expect(orderOf([5, 2, 5, 0, 2], 6)).toEqual([3, 1, 4, 0, 2]);
});

it.each([1, 2048, 2049, 2 ** 22 + 1, 2 ** 31 - 1, 2 ** 32])("sorts keys below %d", (limit) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: limit - 1 })), (keys) => {
      const expected = keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b] || a - b);
      expect(orderOf(keys, limit)).toEqual(expected);
    }),
  );
});
