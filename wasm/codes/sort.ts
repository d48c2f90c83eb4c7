/** Writes texts in plain encoding: each after its length in four bytes. */
export function plainTexts(texts: usize, offsets: usize, count: u32, to: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const at = load<u32>(offsets + (i << 2));
    const length = load<u32>(offsets + (i << 2), 4) - at;
    store<u32>(to, length);
    memory.copy(to + 4, texts + at, length);
    to += 4 + length;
  }
}

/** Writes what texts are sorted by: their first eight bytes, the first one highest. */
export function textKeys(texts: usize, offsets: usize, count: u32, to: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const at = load<u32>(offsets + (i << 2));
    const length = load<u32>(offsets + (i << 2), 4) - at;
    const held = length >= 8 ? u64.MAX_VALUE : ((<u64>1) << (length << 3)) - 1;
    store<u64>(to + (i << 3), bswap<u64>(load<u64>(texts + at) & held));
  }
}

/** Writes what numbers are sorted by: as unsigned integers they are in the order of the numbers. */
export function numberKeys(numbers: usize, count: u32, to: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const bits = load<u64>(numbers + (i << 3));
    store<u64>(to + (i << 3), bits ^ ((<u64>((<i64>bits) >> 63)) | 0x8000000000000000));
  }
}

/** Sorts places by their keys, texts with equal ones by their bytes, by merging. Returns 1 when they lie in `spare` then. @param offsets 0: keys differ */
export function sortPlaces(places: usize, spare: usize, count: u32, keys: usize, texts: usize, offsets: usize): i32 {
  let from = places;
  let to = spare;
  for (let run: u32 = 1; run < count; run <<= 1) {
    for (let first: u32 = 0; first < count; first += run << 1) {
      const middle = min(first + run, count);
      const end = min(middle + run, count);
      merge(from, to, first, middle, end, keys, texts, offsets);
    }
    const swap = from;
    from = to;
    to = swap;
  }
  return from == places ? 0 : 1;
}

function merge(
  from: usize,
  to: usize,
  first: u32,
  middle: u32,
  end: u32,
  keys: usize,
  texts: usize,
  offsets: usize,
): void {
  let a = first;
  let b = middle;
  for (let i = first; i < end; i++) {
    const left = load<u32>(from + ((<usize>a) << 2));
    const right = load<u32>(from + ((<usize>b) << 2));
    if (b >= end || (a < middle && isBefore(left, right, keys, texts, offsets))) {
      store<u32>(to + ((<usize>i) << 2), left);
      a++;
    } else {
      store<u32>(to + ((<usize>i) << 2), right);
      b++;
    }
  }
}

function isBefore(a: u32, b: u32, keys: usize, texts: usize, offsets: usize): bool {
  const left = load<u64>(keys + ((<usize>a) << 3));
  const right = load<u64>(keys + ((<usize>b) << 3));
  if (left != right || offsets == 0) return left < right;
  const aAt = load<u32>(offsets + ((<usize>a) << 2));
  const bAt = load<u32>(offsets + ((<usize>b) << 2));
  const aLength = load<u32>(offsets + ((<usize>a) << 2), 4) - aAt;
  const bLength = load<u32>(offsets + ((<usize>b) << 2), 4) - bAt;
  const order = memory.compare(texts + aAt, texts + bAt, min(aLength, bLength));
  return order == 0 ? aLength < bLength : order < 0;
}
