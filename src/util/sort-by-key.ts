const digitBits = 11;
const digits = 2 ** digitBits;

/** Keys and what belongs to each, of as many as they have room for, and room to move them to. */
export interface KeyedValues {
  keys: Uint32Array;
  values: Uint32Array;
  spareKeys: Uint32Array;
  spareValues: Uint32Array;
  /** Of the values of a digit. */
  readonly counts: Int32Array;
}

/** Room for so many keys and values. */
export function keyedValues(room: number): KeyedValues {
  const [keys, values, spareKeys, spareValues] = Array.from({ length: 4 }, () => new Uint32Array(room));
  return { keys, values, spareKeys, spareValues, counts: new Int32Array(digits) };
}

/**
 * Sorts the first `count` keys with their values, equal keys as they come: by their digits of eleven bits, the lowest first. `keys` and `values` are other arrays
 * afterwards. @param limit keys are below it; 2^32 at most
 */
export function sortByKey(items: KeyedValues, count: number, limit: number): void {
  for (let shift = 0; shift === 0 || (shift < 32 && limit - 1 >= 2 ** shift); shift += digitBits) {
    sortByDigit(items, count, shift);
  }
}

function sortByDigit(items: KeyedValues, count: number, shift: number): void {
  const { keys, values, spareKeys, spareValues, counts } = items;
  const mask = digits - 1;
  counts.fill(0);
  for (let i = 0; i < count; i++) counts[(keys[i] >>> shift) & mask]++;
  let before = 0;
  for (let digit = 0; digit < digits; digit++) {
    const here = counts[digit];
    counts[digit] = before;
    before += here;
  }
  for (let i = 0; i < count; i++) {
    const key = keys[i];
    const place = counts[(key >>> shift) & mask]++;
    spareKeys[place] = key;
    spareValues[place] = values[i];
  }
  items.keys = spareKeys;
  items.values = spareValues;
  items.spareKeys = keys;
  items.spareValues = values;
}
