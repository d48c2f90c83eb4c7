import { type DrawnRows, isNearTie, numberCode } from "./drawn-rows.ts";
import { drawNormals, exactNormal } from "./normals.ts";
import type { NumberTable, Planted, ValueTable } from "./planted-tables.ts";
import { categoriesAt, numbers, numbersAt, numberWords } from "./row-layout.ts";
import { blockRows, type RowWalk } from "./row-walk.ts";
import { valueOf } from "./word-table.ts";

/**
 * Draws the features of the rows that a walk has found, one feature after the other, so that its tables stay in the cache: writes values into `drawn`, whose
 * domains are there, and adds to the logits what they add. The order of the sums is that of the features.
 */
export function drawFeatures(
  { categories, numbers: tables, sequences }: Planted,
  walk: RowWalk,
  drawn: DrawnRows,
  rows: number,
  logits: Float64Array,
): void {
  drawn.rows = rows;
  const { domain } = drawn;
  categories.forEach((table, f) =>
    drawCategory(table, walk, categoriesAt + 2 * f, { rows, domain, into: drawn.categories[f], logits }),
  );
  drawNumbers(tables, walk, drawn, logits);
  sequences.forEach((table, s) => drawSequence(table, walk, s, drawn, logits));
}

function drawCategory(
  { values, law, ownBelow, rotations, effects, domainStride }: ValueTable,
  { words, starts }: RowWalk,
  at: number,
  { rows, domain, into, logits }: { rows: number; domain: Int32Array; into: Int32Array; logits: Float64Array },
): void {
  for (let r = 0; r < rows; r++) {
    const word = starts[r] + at;
    const d = domain[r];
    let value = valueOf(law, words[word]);
    if (ownBelow > 0) value = rotated(value, rotations[d] & isBelow(words[word + 1], ownBelow), values);
    into[r] = value;
    if (effects !== null) logits[r] += effects[d * domainStride + value];
  }
}

/** All bits where word < limit, none elsewhere: a branch would be mispredicted half of the time. */
function isBelow(word: number, limit: number): number {
  return -Number(word < limit);
}

/** (value + rotation) mod V, without a branch either. */
function rotated(value: number, rotation: number, values: number): number {
  const over = value + rotation - values;
  return over + (values & (over >> 31));
}

/** The pairs of words that normal numbers of a block are drawn from, and these: number f of row r is the one at r F + f. */
const pairsAt = new Int32Array((numbers.length * blockRows) / 2 + 1);
const normals = new Float64Array(2 * pairsAt.length);

function drawNumbers(
  tables: readonly NumberTable[],
  { words, starts }: RowWalk,
  { rows, domain, numbers: into }: DrawnRows,
  logits: Float64Array,
): void {
  let pairs = 0;
  for (let r = 0; r < rows; r++) {
    const begin = starts[r] + numbersAt;
    const end = begin + numberWords(r % 2 === 1);
    for (let at = begin; at < end; at += 2) pairsAt[pairs++] = at;
  }
  drawNormals(words, pairsAt, pairs, normals);
  tables.forEach((table, f) => drawNumber(table, f, words, { rows, domain, into: into[f], logits }));
}

function drawNumber(
  { means, slopes }: NumberTable,
  f: number,
  words: Uint32Array,
  { rows, domain, into, logits }: { rows: number; domain: Int32Array; into: Int32Array; logits: Float64Array },
): void {
  for (let r = 0; r < rows; r++) {
    const n = r * numbers.length + f;
    const d = domain[r];
    let value = means[d] + normals[n];
    if (isNearTie(value)) {
      const at = pairsAt[n >> 1];
      value = means[d] + exactNormal(words[at], words[at + 1], n % 2 === 1);
    }
    into[r] = numberCode(value);
    logits[r] += slopes[d] * value;
  }
}

function drawSequence(
  { values, law, ownBelow, rotations, effects, domainStride }: ValueTable,
  walk: RowWalk,
  s: number,
  { rows, domain, sequences }: DrawnRows,
  logits: Float64Array,
): void {
  const { words } = walk;
  const [starts, lengths] = [walk.elementsAt[s], walk.lengths[s]];
  const { elements } = sequences[s];
  let count = 0;
  for (let r = 0; r < rows; r++) {
    const length = lengths[r];
    const end = starts[r] + 2 * length;
    const rotation = rotations[domain[r]];
    const effectsAt = domain[r] * domainStride;
    let sum = 0;
    for (let at = starts[r]; at < end; at += 2) {
      let value = valueOf(law, words[at]);
      if (ownBelow > 0) value = rotated(value, rotation & isBelow(words[at + 1], ownBelow), values);
      elements[count++] = value;
      if (effects !== null) sum += effects[effectsAt + value];
    }
    // The mean of n effects has their deviation over √n: scaled back, so that lists matter as planted.
    logits[r] += length === 0 ? 0 : sum / Math.sqrt(length);
  }
  sequences[s].lengths.set(lengths);
  sequences[s].count = count;
}
