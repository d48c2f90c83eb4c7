import { add } from "./add";

/** Writes the cell of each row, (domain - 1) · 3 + split, in two bytes. @param splits 64-bit integers of the rows; 0: a cell is a domain */
export function cellsOf(domains: usize, rows: i32, splits: usize, low: i64, high: i64, to: usize): void {
  for (let r = 0; r < rows; r++, to += 2) {
    const domain = load<u32>(domains + ((<usize>r) << 2)) - 1;
    if (splits == 0) {
      store<u16>(to, <u16>domain);
      continue;
    }
    const value = load<i64>(splits + ((<usize>r) << 3));
    store<u16>(to, <u16>(domain * 3 + u32(value >= low) + u32(value >= low && value >= high)));
  }
}

/** Adds 1 to counts[place, cell] of each row; rows whose level is not `present` have place 0. @param levels 0: all rows have a place */
export function countRows(
  places: usize,
  levels: usize,
  present: u32,
  cells: usize,
  rows: i32,
  counts: usize,
  width: u32,
): void {
  const end = cells + ((<usize>rows) << 1);
  for (; cells < end; cells += 2) {
    let place: u32 = 0;
    let isHeld = true;
    if (levels != 0) {
      isHeld = load<u32>(levels) == present;
      levels += 4;
    }
    if (isHeld) {
      place = load<u32>(places);
      places += 4;
    }
    add(counts, place * width + load<u16>(cells));
  }
}
