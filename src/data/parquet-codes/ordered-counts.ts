import type { CountTable } from "./count-table.ts";
import { NotCountable } from "./not-countable.ts";

/** The counts that are not 0, cell by cell, each with NULL first and then its values in ascending order. */
export interface OrderedCounts {
  readonly length: number;
  /** [length] */
  readonly cells: Int32Array;
  readonly places: Int32Array;
  /** How often the value occurs. */
  readonly elements: Float64Array<ArrayBuffer>;
  /** Of lists: rows in which it does, and its mass in 64 bits; null of others. */
  readonly shares: { readonly rows: Float64Array<ArrayBuffer>; readonly mass: BigUint64Array<ArrayBuffer> } | null;
}

/** Bytes of a count that is listed, and of what is made of it. */
const orderedBytes = 64;

/** @param mostBytes that the list may take; errors: NotCountable where it is longer */
export function orderCounts(table: CountTable, mostBytes: number): OrderedCounts {
  const places = table.usedPlaces();
  table.values.sort(places);
  const next = cellStarts(table);
  const length = next[table.cells];
  if (length * orderedBytes > mostBytes) throw new NotCountable("it has too many values");
  const isList = table.stride > 1;
  const ordered: OrderedCounts = {
    length,
    cells: new Int32Array(length),
    places: new Int32Array(length),
    elements: new Float64Array(length),
    shares: isList ? { rows: new Float64Array(length), mass: new BigUint64Array(length) } : null,
  };
  const counts = table.counts();
  list(table, counts, 0, next, ordered);
  for (const place of places) list(table, counts, place, next, ordered);
  return ordered;
}

/** Puts the counts of a value where they belong. @param next [C] where the next count of each cell goes */
function list(
  { cells, stride }: CountTable,
  counts: Uint32Array<ArrayBuffer>,
  place: number,
  next: Uint32Array,
  ordered: OrderedCounts,
): void {
  for (let c = 0, from = place * cells * stride; c < cells; c++, from += stride) {
    const count = counts[from];
    if (count === 0) continue;
    const at = next[c]++;
    ordered.cells[at] = c;
    ordered.places[at] = place;
    ordered.elements[at] = count;
    if (ordered.shares === null) continue;
    ordered.shares.rows[at] = counts[from + 1];
    ordered.shares.mass[at] = (BigInt(counts[from + 3]) << 32n) | BigInt(counts[from + 2]);
  }
}

/** [C + 1] where the counts of each cell begin in the list, and how many there are. */
function cellStarts(table: CountTable): Uint32Array {
  const { cells, stride } = table;
  const counts = table.counts();
  const starts = new Uint32Array(cells + 1);
  for (let i = 0, c = 0; i < counts.length; i += stride) {
    starts[c + 1] += Number(counts[i] > 0);
    if (++c === cells) c = 0;
  }
  for (let c = 0; c < cells; c++) starts[c + 1] += starts[c];
  return starts;
}
