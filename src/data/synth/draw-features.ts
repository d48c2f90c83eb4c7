import { type DrawnRows, numberCode } from "./drawn-rows.ts";
import type { NumberTable, Planted, ValueTable } from "./planted-tables.ts";
import { categoriesAt, numbersAt } from "./row-layout.ts";
import type { RowWalk } from "./row-walk.ts";

const toUniform = 2 ** -32;

/**
 * Draws the features of the rows that a walk has found, one feature after the other, so that its tables stay in the cache: writes values into `drawn`, whose
 * domains are there, and adds to the logits what they add. The order of the sums is that of the features.
 */
export function drawFeatures(
  { categories, numbers, sequences }: Planted,
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
  drawNumbers(numbers, walk, drawn, logits);
  sequences.forEach((table, s) => drawSequence(table, walk, s, drawn, logits));
}

/** All bits where word < limit, none elsewhere: a branch would be mispredicted half of the time. */
function isBelow(word: number, limit: number): number {
  return Math.floor((word - limit) * 2 ** -32);
}

/** (value + rotation) mod V, without a branch either. */
function rotated(value: number, rotation: number, values: number): number {
  const over = value + rotation - values;
  return over + (values & (over >> 31));
}

function drawCategory(
  { values, lastWords, firstValues, shift, ownBelow, rotations, effects }: ValueTable,
  { words, starts }: RowWalk,
  at: number,
  { rows, domain, into, logits }: { rows: number; domain: Uint8Array; into: Int32Array; logits: Float64Array },
): void {
  for (let r = 0; r < rows; r++) {
    const word = words[starts[r] + at];
    let value = firstValues[word >>> shift];
    while (word > lastWords[value]) value++;
    value = rotated(value, rotations[domain[r]] & isBelow(words[starts[r] + at + 1], ownBelow), values);
    into[r] = value;
    logits[r] += effects[domain[r] * values + value];
  }
}

function drawNumbers(
  tables: readonly NumberTable[],
  { words, starts }: RowWalk,
  { rows, domain, numbers }: DrawnRows,
  logits: Float64Array,
): void {
  let left = 0;
  let isLeft = false;
  for (let r = 0; r < rows; r++) {
    const d = domain[r];
    let at = starts[r] + numbersAt;
    for (let f = 0; f < tables.length; f++) {
      let normal = left;
      if (!isLeft) {
        const radius = Math.sqrt(-2 * Math.log(1 - words[at] * toUniform));
        const angle = 2 * Math.PI * (words[at + 1] * toUniform);
        at += 2;
        left = radius * Math.sin(angle);
        normal = radius * Math.cos(angle);
      }
      isLeft = !isLeft;
      const value = tables[f].means[d] + normal;
      numbers[f][r] = numberCode(value);
      logits[r] += tables[f].slopes[d] * value;
    }
  }
}

function drawSequence(
  { values, lastWords, firstValues, shift, ownBelow, rotations, effects }: ValueTable,
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
    const rotation = rotations[domain[r]];
    let sum = 0;
    for (let l = 0; l < length; l++) {
      const at = starts[r] + 2 * l;
      let value = firstValues[words[at] >>> shift];
      while (words[at] > lastWords[value]) value++;
      value = rotated(value, rotation & isBelow(words[at + 1], ownBelow), values);
      elements[count++] = value;
      sum += effects[domain[r] * values + value];
    }
    // The mean of n effects has their deviation over √n: scaled back, so that lists matter as planted.
    logits[r] += length === 0 ? 0 : sum / Math.sqrt(length);
  }
  sequences[s].lengths.set(lengths);
  sequences[s].count = count;
}
