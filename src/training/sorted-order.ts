const bits = 11;
const mask = 2 ** bits - 1;

/** Memory that a sort may use: two arrays as long as the keys, and 2048 counts. */
export interface SortSpace {
  order: Int32Array;
  spare: Int32Array;
  readonly counts: Int32Array;
}

/**
 * The order that sorts the first `count` keys, equal keys as they come: by their digits of eleven bits, the lowest first. It lies in `space` until the next
 * call. @param limit keys are below it, and not negative
 */
export function sortedOrder(keys: Int32Array, count: number, limit: number, space: SortSpace): Int32Array {
  for (let i = 0; i < count; i++) space.order[i] = i;
  for (let shift = 0; shift === 0 || (shift < 31 && limit - 1 >= 2 ** shift); shift += bits)
    sortByDigit(keys, count, shift, space);
  return space.order;
}

function sortByDigit(keys: Int32Array, count: number, shift: number, space: SortSpace): void {
  const { order, spare, counts } = space;
  counts.fill(0);
  for (let i = 0; i < count; i++) counts[(keys[i] >>> shift) & mask]++;
  let before = 0;
  for (let digit = 0; digit <= mask; digit++) {
    const here = counts[digit];
    counts[digit] = before;
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const key = order[i];
    spare[counts[(keys[key] >>> shift) & mask]++] = key;
  }
  space.order = spare;
  space.spare = order;
}
