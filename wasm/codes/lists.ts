import { add } from "./add";

/**
 * Counts the elements of lists: records[place, cell] are how often a value occurs, in how many rows, and its mass, where each row shares 2^30 among its elements by
 * how often a value occurs among them, rounded. Returns how many rows there are, or -1 where entries are left or lacking. @param definitions 0: all elements are there
 * @param keepsNull if an element that is NULL counts as one @param occurrences [known] zeros, as which they are left @param lengths [2, cellCount] rows, and empty ones
 */
export function countLists(
  places: usize,
  definitions: usize,
  repetitions: usize,
  entries: i32,
  present: u32,
  keepsNull: i32,
  cells: usize,
  rows: i32,
  records: usize,
  cellCount: u32,
  occurrences: usize,
  lengths: usize,
): i32 {
  if (rows > 0 && repetitions == 0) return -1;
  let entry = 0;
  for (let r = 0; r < rows; r++, cells += 2) {
    if (entry >= entries || load<u32>(repetitions + ((<usize>entry) << 2)) != 0) return -1;
    const first = entry;
    do entry++;
    while (entry < entries && load<u32>(repetitions + ((<usize>entry) << 2)) != 0);
    const cell = <u32>load<u16>(cells);
    add(lengths, cell);
    listed = places;
    let length = 0;
    for (let e = first; e < entry; e++) {
      const place = nextElement(definitions, e, present, keepsNull);
      if (place < 0) continue;
      add(occurrences, place);
      length++;
    }
    if (length == 0) add(lengths, cellCount + cell);
    listed = places;
    for (let e = first; e < entry; e++) {
      const place = nextElement(definitions, e, present, keepsNull);
      if (place >= 0)
        addShare(occurrences + ((<usize>place) << 2), length, records + ((<usize>place * cellCount + cell) << 4));
    }
    places = listed;
  }
  return entry == entries ? rows : -1;
}

/** The next place of an element that is there. */
let listed: usize = 0;

/** The place of an entry; -1 where it is no element, or one that does not count. */
function nextElement(definitions: usize, entry: i32, present: u32, keepsNull: i32): i32 {
  const level = definitions == 0 ? present : load<u32>(definitions + ((<usize>entry) << 2));
  if (level + 1 < present) return -1;
  let place = 0;
  if (level == present) {
    place = load<i32>(listed);
    listed += 4;
  }
  return place == 0 && keepsNull == 0 ? -1 : place;
}

/** Adds a value of a row to its record, when it has not been added: then its occurrences are 0. */
function addShare(occurrences: usize, length: i32, record: usize): void {
  const times = load<u32>(occurrences);
  if (times == 0) return;
  store<u32>(occurrences, 0);
  store<u32>(record, load<u32>(record) + times);
  store<u32>(record, load<u32>(record, 4) + 1, 4);
  const mass = Math.floor((<f64>times * 1073741824) / <f64>length + 0.5);
  store<u64>(record, load<u64>(record, 8) + <u64>mass, 8);
}
