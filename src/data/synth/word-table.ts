/**
 * A law over 0 … V - 1 as tables that turn a random word into a value. The words of each value follow each other: the first bits of a word tell the least value that it
 * may draw (Chen and Asau, 1974), and the rest of the word how far behind it the value lies at least; that is the value itself in more than nine of ten draws.
 */
export interface WordTable {
  /** [V] the last word that draws the value or one before it. */
  readonly lastWords: Uint32Array;
  /** Bits of a word that choose its bucket. */
  readonly bits: number;
  /** [buckets, 2] the least value, and how many values a step of the rest is worth, in units of 2^-20, so that none is passed over. */
  readonly buckets: Int32Array;
}

/** Buckets of more bits would not stay in a core's cache beside those of other laws. */
const mostBits = 12;
/** So that the product with a rest stays below 2^32. */
const mostSlope = 65_535;

/** @param lastWords [V] ascending, the last one 2^32 - 1 */
export function wordTable(lastWords: Uint32Array): WordTable {
  const bits = Math.min(mostBits, 34 - Math.clz32(lastWords.length - 1));
  const words = 2 ** (32 - bits);
  const buckets = new Int32Array(2 << bits);
  for (let i = 0, first = 0; i < 1 << bits; i++) {
    const begin = i * words;
    while (lastWords[first] < begin) first++;
    buckets[2 * i] = first;
    buckets[2 * i + 1] = slopeOf(lastWords, bits, first, begin + words - 1);
  }
  return { lastWords, bits, buckets };
}

/** The largest slope at which no word of a bucket is taken for one of a value behind its own. @param end the last word of the bucket */
function slopeOf(lastWords: Uint32Array, bits: number, first: number, end: number): number {
  let slope = mostSlope;
  for (let value = first, last = 0; last < end; value++) {
    last = Math.min(lastWords[value], end);
    slope = Math.min(slope, Math.floor(((value - first + 1) * 2 ** 20 - 1) / restOf(last, bits)));
  }
  return slope;
}

/** The value that a word draws. */
export function valueOf({ lastWords, bits, buckets }: WordTable, word: number): number {
  const bucket = (word >>> (32 - bits)) << 1;
  let value = buckets[bucket] + (Math.imul(restOf(word, bits), buckets[bucket + 1]) >>> 20);
  while (word > lastWords[value]) value++;
  return value;
}

/** The sixteen bits of a word behind those of its bucket. */
function restOf(word: number, bits: number): number {
  return (word << bits) >>> 16;
}
