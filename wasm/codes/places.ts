/** Numbers further from zero, and what is no number, count as NULL: as in src/data/unusable-numbers.ts. */
const largestUsable: f64 = 1e150;
const mixer: u64 = 0x9e3779b97f4a7c15;

/**
 * Writes the place of each text of a page in plain encoding, and appends those that `table` has not yet. Returns how many texts there are then, or -1 where the
 * page ends before. @param known texts so far @param texts where they lie, one after the other @param offsets [known + 1] in `texts`
 */
export function placeTexts(
  page: usize,
  end: usize,
  count: i32,
  to: usize,
  table: usize,
  mask: u32,
  texts: usize,
  offsets: usize,
  known: u32,
): i32 {
  for (let i = 0; i < count; i++) {
    if (end - page < 4) return -1;
    const length = load<u32>(page);
    page += 4;
    if (<usize>length > end - page) return -1;
    const hash = hashOf(page, length);
    let slot = hash & mask;
    let place: u32 = 0;
    for (; ; slot = (slot + 1) & mask) {
      const entry = load<u64>(table + ((<usize>slot) << 3));
      place = <u32>entry;
      if (place == 0) break;
      if (<u32>(entry >> 32) == hash && isText(place, page, length, texts, offsets)) break;
    }
    if (place == 0) {
      place = known++;
      store<u64>(table + ((<usize>slot) << 3), ((<u64>hash) << 32) | place);
      const at = load<u32>(offsets + ((<usize>place) << 2));
      memory.copy(texts + at, page, length);
      store<u32>(offsets + ((<usize>place) << 2), at + length, 4);
    }
    store<u32>(to + ((<usize>i) << 2), place);
    page += length;
  }
  return known;
}

/** As `placeTexts`, of numbers, each of which takes eight bytes; 0 is the place of those that count as NULL. -0 is 0. @param numbers [known] */
export function placeNumbers(
  page: usize,
  count: i32,
  to: usize,
  table: usize,
  mask: u32,
  numbers: usize,
  known: u32,
): i32 {
  const end = page + ((<usize>count) << 3);
  for (; page < end; page += 8, to += 4) {
    const value = load<f64>(page) + 0;
    if (!(Math.abs(value) <= largestUsable)) {
      store<u32>(to, 0);
      continue;
    }
    const bits = reinterpret<u64>(value);
    const hash = fold(bits);
    let slot = hash & mask;
    let place: u32 = 0;
    for (; ; slot = (slot + 1) & mask) {
      const entry = load<u64>(table + ((<usize>slot) << 3));
      place = <u32>entry;
      if (place == 0) break;
      if (<u32>(entry >> 32) == hash && load<u64>(numbers + ((<usize>place) << 3)) == bits) break;
    }
    if (place == 0) {
      place = known++;
      store<u64>(table + ((<usize>slot) << 3), ((<u64>hash) << 32) | place);
      store<u64>(numbers + ((<usize>place) << 3), bits);
    }
    store<u32>(to, place);
  }
  return known;
}

/** Enters the entries of a table of `size` slots into an empty one. */
export function enter(table: usize, size: u32, into: usize, mask: u32): void {
  const end = table + ((<usize>size) << 3);
  for (; table < end; table += 8) {
    const entry = load<u64>(table);
    if (entry == 0) continue;
    let slot = (<u32>(entry >> 32)) & mask;
    while (load<u64>(into + ((<usize>slot) << 3)) != 0) slot = (slot + 1) & mask;
    store<u64>(into + ((<usize>slot) << 3), entry);
  }
}

function isText(place: u32, page: usize, length: u32, texts: usize, offsets: usize): bool {
  const at = load<u32>(offsets + ((<usize>place) << 2));
  if (load<u32>(offsets + ((<usize>place) << 2), 4) - at != length) return false;
  let text = texts + at;
  const end = page + length;
  for (; page + 8 <= end; page += 8, text += 8) if (load<u64>(page) != load<u64>(text)) return false;
  for (; page < end; page++, text++) if (load<u8>(page) != load<u8>(text)) return false;
  return true;
}

function hashOf(text: usize, length: u32): u32 {
  let hash: u64 = length;
  const end = text + length;
  for (; text + 8 <= end; text += 8) {
    hash = (hash ^ load<u64>(text)) * mixer;
    hash ^= hash >> 32;
  }
  const rest = (end - text) << 3;
  return fold(hash ^ (load<u64>(text) & (((<u64>1) << rest) - 1)));
}

function fold(bits: u64): u32 {
  const mixed = (bits ^ (bits >> 29)) * mixer;
  return <u32>(mixed >> 32);
}
