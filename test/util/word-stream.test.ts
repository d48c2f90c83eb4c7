import { expect, it } from "vitest";
import { createRng } from "../../src/util/rng.ts";
import { WordStream } from "../../src/util/word-stream.ts";

it("gives the words of the generator with the same seed and purpose, however they are cut into pieces", () => {
  const rng = createRng(7, "rows");
  const words = new Uint32Array(10);
  const stream = WordStream.seeded(7, "rows");
  stream.fill(words, 0, 3);
  stream.fill(words, 3, 10);
  expect([...words]).toEqual(Array.from({ length: 10 }, () => rng.uint32()));
});

it("goes on from a state that was handed over", () => {
  const stream = WordStream.seeded(1, "rows");
  const [here, there] = [new Uint32Array(4), new Uint32Array(4)];
  stream.fill(here, 0, 4);
  const other = new WordStream(stream.state.slice());
  stream.fill(here, 0, 4);
  other.fill(there, 0, 4);
  expect(there).toEqual(here);
});
