import { expect, it } from "vitest";
import { drawNormals, exactNormal } from "../../../src/data/synth/normals.ts";
import { createRng } from "../../../src/util/rng.ts";
import { WordStream } from "../../../src/util/word-stream.ts";

/** A hundredth of how near to a tie a number is drawn anew, exactly. */
const tolerance = 1e-14;

/** The largest difference of the two numbers of each pair of words from the exact ones. */
function largestError(words: Uint32Array): number {
  const pairs = words.length / 2;
  const normals = new Float64Array(words.length);
  drawNormals(
    words,
    Int32Array.from({ length: pairs }, (_, p) => 2 * p),
    pairs,
    normals,
  );
  return normals.reduce((most, normal, n) => {
    const at = n - (n % 2);
    return Math.max(most, Math.abs(normal - exactNormal(words[at], words[at + 1], n % 2 === 1)));
  }, 0);
}

it("draws a million normal numbers as logarithm, cosine and sine would have them", () => {
  const words = new Uint32Array(1_000_000);
  WordStream.seeded(1, "normals").fill(words, 0, words.length);
  expect(largestError(words)).toBeLessThan(tolerance);
});

it("does so at the ends of its tables", () => {
  const radii = [0, 1, 2 ** 22 - 1, 2 ** 22, 2 ** 22 + 1, 2 ** 31 - 1, 2 ** 31, 2 ** 31 + 1, 2 ** 32 - 2, 2 ** 32 - 1];
  const turns = Array.from({ length: 256 }, (_, i) => [i * 2 ** 24, i * 2 ** 24 + 2 ** 24 - 1]).flat();
  const words = Uint32Array.from(radii.flatMap((radius) => turns.flatMap((turn) => [radius, turn])));
  expect(largestError(words)).toBeLessThan(tolerance);
});

it("has the generator's numbers as the exact ones", () => {
  const words = new Uint32Array(2);
  WordStream.seeded(5, "normals").fill(words, 0, 2);
  const rng = createRng(5, "normals");
  expect([exactNormal(words[0], words[1], false), exactNormal(words[0], words[1], true)]).toEqual([
    rng.normal(),
    rng.normal(),
  ]);
});
