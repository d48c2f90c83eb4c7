import { type DrawnRows, type DrawnSequence, numberCode } from "./drawn-rows.ts";
import type { NumberTable, Planted, ValueTable } from "./planted-tables.ts";
import { categoriesAt, numbersAt } from "./row-layout.ts";
import type { RowWalk } from "./row-walk.ts";

const toUniform = 2 ** -32;

/**
 * Draws the features of the rows that a walk has found, one feature after the other, so that its tables stay in the cache: writes values from row `from` of
 * `drawn` on and adds to the logits what they add. The order of the sums is that of the features. @param domain [rows]
 */
export function drawFeatures(
  { categories, numbers, sequences }: Planted,
  walk: RowWalk,
  domain: Uint8Array,
  drawn: DrawnRows,
  from: number,
  logits: Float64Array,
): void {
  categories.forEach((table, f) => {
    const into = drawn.categories[f].subarray(from, from + domain.length);
    drawCategory(table, walk, categoriesAt + 2 * f, domain, into, logits);
  });
  drawNumbers(numbers, walk, domain, drawn.numbers, from, logits);
  sequences.forEach((table, s) => drawSequence(table, walk, s, domain, drawn.sequences[s], from, logits));
}

function drawCategory(
  { values, thresholds, firstValues, shift, ownBelow, rotations, effects }: ValueTable,
  { words, starts }: RowWalk,
  at: number,
  domain: Uint8Array,
  into: Int32Array,
  logits: Float64Array,
): void {
  for (let r = 0; r < domain.length; r++) {
    const word = words[starts[r] + at];
    let value = firstValues[word >>> shift];
    while (word >= thresholds[value]) value++;
    value += words[starts[r] + at + 1] < ownBelow ? rotations[domain[r]] : 0;
    if (value >= values) value -= values;
    into[r] = value;
    logits[r] += effects[domain[r] * values + value];
  }
}

function drawNumbers(
  tables: readonly NumberTable[],
  { words, starts }: RowWalk,
  domain: Uint8Array,
  into: readonly Int32Array[],
  from: number,
  logits: Float64Array,
): void {
  let left = 0;
  let isLeft = false;
  for (let r = 0; r < domain.length; r++) {
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
      into[f][from + r] = numberCode(value);
      logits[r] += tables[f].slopes[d] * value;
    }
  }
}

function drawSequence(
  { values, thresholds, firstValues, shift, ownBelow, rotations, effects }: ValueTable,
  { words, elementsAt, lengths: allLengths }: RowWalk,
  s: number,
  domain: Uint8Array,
  drawn: DrawnSequence,
  from: number,
  logits: Float64Array,
): void {
  const starts = elementsAt[s];
  const lengths = allLengths[s];
  let { count } = drawn;
  for (let r = 0; r < domain.length; r++) {
    const length = lengths[r];
    const rotation = rotations[domain[r]];
    drawn.lengths[from + r] = length;
    let sum = 0;
    for (let l = 0; l < length; l++) {
      const at = starts[r] + 2 * l;
      let value = firstValues[words[at] >>> shift];
      while (words[at] >= thresholds[value]) value++;
      value += words[at + 1] < ownBelow ? rotation : 0;
      if (value >= values) value -= values;
      drawn.elements[count++] = value;
      sum += effects[domain[r] * values + value];
    }
    // The mean of n effects has their deviation over √n: scaled back, so that lists matter as planted.
    logits[r] += length === 0 ? 0 : sum / Math.sqrt(length);
  }
  drawn.count = count;
}
