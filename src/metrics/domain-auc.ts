import { type KeyedValues, keyedValues, sortByKey } from "../util/sort-by-key.ts";

const signBit = 2 ** 31;

/** Scores of rows, none of them NaN, with labels 0 or 1 and the domains of the rows; all as long. */
export interface ScoredRows {
  readonly scores: Float32Array;
  readonly labels: Uint8Array;
  readonly domains: Int32Array;
}

/** What is known of a domain, or of all rows, when its rows have been passed from the lowest score up to one. */
interface Passed {
  negatives: number;
  positives: number;
  /** Pairs that the positives have won, ties one half: whole and half numbers, so that their order changes no bit. */
  won: number;
}

/**
 * `auc` of the rows of each of D domains and, as the last element, of all rows, those of other domains too: the same bits as one by one, by one sort for all of
 * them.
 */
export function domainAuc(rows: ScoredRows, domains: number): (number | null)[] {
  const { keys, values } = sorted(rows, domains);
  const count = rows.scores.length;
  const passed = Array.from({ length: domains + 2 }, (): Passed => ({ negatives: 0, positives: 0, won: 0 }));
  const all = passed[domains + 1];
  for (let i = 0, end = 0; i < count; i = end) {
    for (end = i + 1; end < count && keys[end] === keys[i];) end++;
    if (end === i + 1) {
      pass(passed[values[i] >>> 1], values[i] & 1);
      pass(all, values[i] & 1);
    } else passTied(passed, values.subarray(i, end));
  }
  return [...passed.slice(0, domains), all].map(({ negatives, positives, won }) =>
    negatives === 0 || positives === 0 ? null : won / (positives * negatives),
  );
}

function pass(passed: Passed, label: number): void {
  if (label === 0) passed.negatives++;
  else {
    passed.positives++;
    passed.won += passed.negatives;
  }
}

/** Passes rows of the same score: its positives win half of what they would before and behind its negatives. */
function passTied(passed: readonly Passed[], values: Uint32Array): void {
  const all = passed[passed.length - 1];
  const each = (label: number, change: (one: Passed) => void): void => {
    for (const value of values) if ((value & 1) === label) for (const one of [passed[value >>> 1], all]) change(one);
  };
  each(1, (one) => (one.won += one.negatives / 2));
  each(0, (one) => one.negatives++);
  each(1, (one) => {
    one.won += one.negatives / 2;
    one.positives++;
  });
}

/** The rows by their scores, lowest first: bits that compare as the scores do, and of each 2 · domain + label. @param others stands for the domains from it on */
function sorted({ scores, labels, domains }: ScoredRows, others: number): KeyedValues {
  const items = keyedValues(scores.length);
  const { keys, values } = items;
  const bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
  for (let i = 0; i < keys.length; i++) {
    // Those of -0 as of 0.
    const own = scores[i] === 0 ? 0 : bits[i];
    keys[i] = own >>> 31 === 1 ? ~own : own | signBit;
    values[i] = 2 * Math.min(domains[i], others) + labels[i];
  }
  sortByKey(items, keys.length, 2 ** 32);
  return items;
}
