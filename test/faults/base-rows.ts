import type { Rng } from "../../src/util/rng.ts";

/** One row as ingest must give it: every column of the test log. */
export interface Row {
  /** Distinct in a file: by it rows are compared. */
  k: string;
  d: string;
  y: number;
  t: string | null;
  n: number | null;
  s: readonly string[] | null;
  /** A bigint, as text. */
  b: string | null;
  /** A timestamp, as text. */
  w: string | null;
  /** The last column, where a shift of fields is hardest to see: it may be empty. */
  e: string | null;
}

export type Cell = Row[keyof Row];

/** In the order of the header. */
export const columns = ["k", "d", "y", "t", "n", "s", "b", "w", "e"] as const satisfies readonly (keyof Row)[];

const letters = ["a", "b", "z", " ", ",", '"', "\n", ";", "é", "漢", "😀", "'", "\t", "-", "0"];

/** Texts that a reader may take for something else. */
const naughty = [
  "",
  "NULL",
  "null",
  "NaN",
  "true",
  "-1",
  "1e5",
  "=1+1",
  "\\N",
  "#",
  "'",
  " x ",
  "\r\n",
  '"',
  ",",
  "null,null",
];

export function pick<Item>(items: readonly Item[], rng: Rng): Item {
  return items[rng.below(items.length)];
}

/** A text of up to eight letters, or a naughty one. */
export function randomText(rng: Rng): string {
  if (rng.uniform() < 0.2) return pick(naughty, rng);
  return Array.from({ length: rng.below(9) }, () => pick(letters, rng)).join("");
}

/** Rows of a sound file; both domains and labels occur. */
export function randomRows(rng: Rng, count = 12): Row[] {
  return Array.from({ length: count }, (_, i) => ({
    k: `key${i}`,
    d: pick(["dk", "se", "no"], rng),
    y: i % 2,
    t: rng.uniform() < 0.2 ? null : randomText(rng),
    n: rng.uniform() < 0.2 ? null : Math.round(rng.normal() * 1e6) / 64,
    s: rng.uniform() < 0.2 ? null : Array.from({ length: 1 + rng.below(3) }, () => pick(["p", "q", "r s", "ü"], rng)),
    b: rng.uniform() < 0.2 ? null : String(rng.uint32() - 2 ** 31),
    w:
      rng.uniform() < 0.2 ? null : `2024-0${1 + rng.below(9)}-1${rng.below(10)} 0${rng.below(10)}:30:0${rng.below(10)}`,
    e: rng.uniform() < 0.4 ? null : randomText(rng),
  }));
}

/** The cell as a text of a log; null stays null. */
export function textOf(row: Row, column: keyof Row): string | null {
  const cell = row[column];
  if (cell === null) return null;
  return Array.isArray(cell) ? cell.join("^") : String(cell);
}
