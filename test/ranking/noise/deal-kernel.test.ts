import { expect, it } from "vitest";
import { kernelDealer } from "../../../src/ranking/noise/deal-kernel.ts";
import { dealer, makeDeck } from "../../../src/ranking/noise/dealing.ts";
import { createRng } from "../../../src/util/rng.ts";

interface Size {
  readonly values: number;
  readonly domains: number;
  /** Rows of the most frequent value; those of the others fall as 1 / v. */
  readonly most: number;
}

/** A deck of a pooled feature, with domains of very different sizes, one of them empty where there are more than two. */
function deckOf({ values, domains, most }: Size) {
  const rng = createRng(3, "decks");
  const units = Float64Array.from({ length: values }, (_, v) => Math.round(most / (v + 1)));
  const sum = units.map((n) => (rng.uniform() < 0.1 ? 0 : n * rng.uniform()));
  const squares = sum.map((s, v) => (units[v] > 0 ? (s * s * (1 + 5 * rng.uniform())) / units[v] : 0));
  const all = units.reduce((total, n) => total + n, 0);
  const places = new Float64Array(domains);
  let left = all;
  for (let d = 0; d + 1 < domains; d++) {
    places[d] = d === 1 && domains > 2 ? 0 : Math.floor(left * (d % 2 === 0 ? 0.6 : 0.05));
    left -= places[d];
  }
  places[domains - 1] = left;
  return makeDeck({ units, sum, squares, places, clustering: 1, sharing: 1 });
}

it.each([
  // One by one; by inversion with and without a table of factorials; by the normal law.
  { values: 5, domains: 2, most: 20 },
  { values: 300, domains: 3, most: 4000 },
  { values: 50, domains: 3, most: 3_000_000 },
  { values: 2000, domains: 40, most: 100_000 },
  { values: 20_000, domains: 3, most: 30_000 },
  { values: 1, domains: 1, most: 10 },
])("deals $values values to $domains domains as the dealer in TypeScript does, bit by bit", (size) => {
  const deck = deckOf(size);
  const stream = { seed: 7, purpose: `deal ${size.values}` };
  const byKernel = kernelDealer(deck, stream);
  const inTypeScript = dealer(deck, createRng(stream.seed, stream.purpose));
  for (let deal = 0; deal < 5; deal++) {
    const expected = inTypeScript();
    const found = byKernel!(); // The deck is small.
    const cells = expected.offsets[size.values];
    expect(found.offsets).toEqual(expected.offsets);
    expect(found.domain.subarray(0, cells)).toEqual(expected.domain.subarray(0, cells));
    expect(found.mass.subarray(0, cells)).toEqual(expected.mass.subarray(0, cells));
    expect(found.totals).toEqual(expected.totals);
  }
});

it("leaves a deck that its memory cannot hold to TypeScript", () => {
  const deck = { ...deckOf({ values: 5, domains: 2, most: 20 }), capacity: 2 ** 30 };
  expect(kernelDealer(deck, { seed: 1, purpose: "large" })).toBeUndefined();
});
