import { aliccpFeatures, type PlantedFeature } from "./planted-features.ts";

/** Elements of a sequence: at most, and the mean of the law that is cut there. */
export const mostElements = 12;
const meanElements = 5;

/** The features by form: this is also the order in which a row draws them. */
export const categories = ofForm("categorical");
export const numbers = ofForm("numerical");
export const sequences = ofForm("sequence");

/**
 * Where the random words of a row lie: one for the domain, two for each category (value, whether the draw is the domain's own), two for each pair of
 * normal numbers, and for each sequence one for its length and two an element; last one for the label. Normal numbers come in pairs, and one that
 * is left over belongs to the next row.
 */
export const categoriesAt = 1;
export const numbersAt = categoriesAt + 2 * categories.length;

/** The words that a row takes at most. */
export const mostWords = numbersAt + 2 * Math.ceil(numbers.length / 2) + sequences.length * (1 + 2 * mostElements) + 1;

/** Words of the numbers of a row, where the row before has left a normal number over or not. */
export function numberWords(isLeft: boolean): number {
  return 2 * Math.ceil((numbers.length - (isLeft ? 1 : 0)) / 2);
}

/** The length of the sequence that a word draws. */
export function lengthOf(word: number): number {
  let length = firstLengths[word >>> lengthShift];
  while (word > lastWords[length]) length++;
  return length;
}

/** The law that `lengthOf` looks up: exponential, cut. */
function drawnLength(word: number): number {
  return Math.min(mostElements, Math.floor(-Math.log(1 - word / 2 ** 32) * meanElements));
}

/** By length: the last word that draws it or less. */
const lastWords = Uint32Array.from({ length: mostElements + 1 }, (_, length) => {
  let [low, high] = [0, 2 ** 32 - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (drawnLength(middle) <= length) low = middle;
    else high = middle - 1;
  }
  return low;
});

const lengthShift = 20;

/** By the first bits of a word: the least length that it may draw. */
const firstLengths = Uint8Array.from({ length: 2 ** (32 - lengthShift) }, (_, i) => drawnLength(i * 2 ** lengthShift));

function ofForm(form: PlantedFeature["form"]): PlantedFeature[] {
  return aliccpFeatures.filter((feature) => feature.form === form);
}
