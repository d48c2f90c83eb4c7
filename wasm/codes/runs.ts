import { add } from "./add";

/** A run of the hybrid encoding, as `nextRun` finds it: where its numbers begin, where the next one begins, how many numbers it has, and if they are packed. */
let runAt: usize = 0;
let runEnd: usize = 0;
let runLength: i32 = 0;
let runIsPacked: bool = false;

/** Writes numbers of Parquet's hybrid of runs and packed bits, `width` bits each; returns how many there are, at most `count`. */
export function unpack(from: usize, end: usize, width: u32, to: usize, count: i32): i32 {
  let done = 0;
  for (; done < count && from < end; from = runEnd, done += runLength) {
    nextRun(from, end, width, count - done);
    const at = to + ((<usize>done) << 2);
    if (runIsPacked) unpackBits(runAt, width, at, runLength);
    else fill(at, runLength, runValue(width));
  }
  return done;
}

/** 1 where the first `count` numbers are a run of `value`, 0 where it is not known. */
export function isOneRun(from: usize, end: usize, width: u32, count: i32, value: u32): i32 {
  if (from >= end) return 0;
  nextRun(from, end, width, count);
  return i32(!runIsPacked && runLength == count && runValue(width) == value);
}

/**
 * Counts packed codes: adds 1 to counts[map[code], cell] of each row. Returns how many there are, at most `count`, or -1 where one is not below `size`. @param map has room
 * for every code of `width` bits
 */
export function countCodes(
  from: usize,
  end: usize,
  width: u32,
  map: usize,
  size: u32,
  cells: usize,
  count: i32,
  counts: usize,
  cellCount: u32,
): i32 {
  const mask = ((<u64>1) << width) - 1;
  let most: u32 = 0;
  let done = 0;
  for (; done < count && from < end; from = runEnd, done += runLength) {
    nextRun(from, end, width, count - done);
    const cellsEnd = cells + ((<usize>runLength) << 1);
    if (runIsPacked) {
      const at = runAt;
      for (let bit: u64 = 0; cells < cellsEnd; cells += 2, bit += width) {
        const code = <u32>((load<u64>(at + <usize>(bit >> 3)) >> (bit & 7)) & mask);
        most = max(most, code);
        add(counts, load<u32>(map + ((<usize>code) << 2)) * cellCount + load<u16>(cells));
      }
    } else {
      const code = <u32>((<u64>runValue(width)) & mask);
      most = max(most, code);
      const place = load<u32>(map + ((<usize>code) << 2)) * cellCount;
      for (; cells < cellsEnd; cells += 2) add(counts, place + load<u16>(cells));
    }
  }
  return most < size ? done : -1;
}

/** Finds the run at `from`, of at most `most` numbers. */
function nextRun(from: usize, end: usize, width: u32, most: i32): void {
  let head: u32 = 0;
  let byte: u32 = 128;
  for (let shift: u32 = 0; byte >= 128 && shift < 32 && from < end; shift += 7) {
    byte = load<u8>(from++);
    head |= (byte & 127) << shift;
  }
  runAt = from;
  runIsPacked = (head & 1) != 0;
  if (runIsPacked) {
    const bytes = min<u64>(<u64>(head >> 1) * width, end - from);
    const held = width == 0 ? <u64>most : (bytes << 3) / width;
    runLength = <i32>min<u64>(min<u64>((<u64>(head >> 1)) << 3, held), most);
    runEnd = from + <usize>bytes;
  } else {
    runLength = <i32>min<u32>(head >> 1, most);
    runEnd = from + ((width + 7) >> 3);
  }
}

/** What a run that is not packed repeats. */
function runValue(width: u32): u32 {
  return <u32>(load<u64>(runAt) & (((<u64>1) << (((width + 7) >> 3) << 3)) - 1));
}

function fill(to: usize, count: i32, value: u32): void {
  const end = to + ((<usize>count) << 2);
  for (; to < end; to += 4) store<u32>(to, value);
}

function unpackBits(from: usize, width: u32, to: usize, count: i32): void {
  const mask = ((<u64>1) << width) - 1;
  const end = to + ((<usize>count) << 2);
  let bit: u64 = 0;
  for (; to < end; to += 4, bit += width) {
    store<u32>(to, <u32>((load<u64>(from + <usize>(bit >> 3)) >> (bit & 7)) & mask));
  }
}
