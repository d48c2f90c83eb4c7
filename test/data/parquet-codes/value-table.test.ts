import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CodeMemory } from "../../../src/data/parquet-codes/code-memory.ts";
import { NotCountable } from "../../../src/data/parquet-codes/not-countable.ts";
import { ValueTable } from "../../../src/data/parquet-codes/value-table.ts";
import { megabytes, plainTexts, put } from "../../support/code-columns.ts";

function placesOf(memory: CodeMemory, table: ValueTable, bytes: Uint8Array, held: number): number[] {
  const at = put(memory, bytes);
  const to = memory.allocate(4 * held);
  table.place({ at, end: at + bytes.length, held }, to);
  return [...memory.ints(to, held)];
}

/** Places from 1 on by first appearance. */
function expectedPlaces(values: readonly unknown[]): number[] {
  const first = [...new Set(values)];
  return values.map((value) => first.indexOf(value) + 1);
}

// Few letters, so that texts are equal often and share their first eight bytes.
const text = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: fc.constantFrom("a", "b", "é", "\0"), maxLength: 14 }),
);

describe("a table of texts", () => {
  it("gives each text a place, whatever page it comes from, and sorts them by their bytes", () => {
    const memory = megabytes(8);
    fc.assert(
      fc.property(fc.array(fc.array(text, { maxLength: 60 }), { maxLength: 4 }), (pages) => {
        memory.clear();
        const table = new ValueTable(memory, true);
        const found = pages.flatMap((page) => placesOf(memory, table, plainTexts(page), page.length));
        expect(found).toEqual(expectedPlaces(pages.flat()));
        const texts = [...new Set(pages.flat())];
        expect(table.known).toBe(texts.length + 1);
        expect(Buffer.from(table.plain().bytes)).toEqual(Buffer.from(plainTexts(["", ...texts])));
        const places = Uint32Array.from(texts, (_, i) => i + 1);
        table.sort(places);
        const sorted = texts.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect([...places].map((place) => texts[place - 1])).toEqual(sorted);
      }),
    );
  });

  it("refuses a page that ends before its last text", () => {
    const memory = megabytes(1);
    const bytes = plainTexts(["abc", "de"]);
    expect(() => placesOf(memory, new ValueTable(memory, true), bytes.subarray(0, -1), 2)).toThrow(NotCountable);
    expect(() => placesOf(memory, new ValueTable(memory, true), bytes, 3)).toThrow(NotCountable);
  });
});

describe("a table of numbers", () => {
  it("gives each number a place, unusable ones that of NULL, and sorts them", () => {
    const memory = megabytes(8);
    const number = fc.oneof(
      fc.double(),
      fc.integer({ min: -3, max: 3 }),
      fc.constantFrom(5e-324, -5e-324, 1e150, -1e150),
    );
    fc.assert(
      fc.property(fc.array(fc.array(number, { maxLength: 60 }), { maxLength: 4 }), (pages) => {
        memory.clear();
        const table = new ValueTable(memory, false);
        const bytes = (page: readonly number[]): Uint8Array => new Uint8Array(Float64Array.from(page).buffer);
        const found = pages.flatMap((page) => placesOf(memory, table, bytes(page), page.length));
        const usable = pages.flat().map((value) => (Math.abs(value) <= 1e150 ? value + 0 : null));
        const known = [...new Set(usable.filter((value) => value !== null))];
        expect(found).toEqual(usable.map((value) => (value === null ? 0 : known.indexOf(value) + 1)));
        expect([...table.numbers()]).toEqual([0, ...known]);
        const places = Uint32Array.from(known, (_, i) => i + 1);
        table.sort(places);
        expect([...places].map((place) => known[place - 1])).toEqual(known.toSorted((a, b) => a - b));
      }),
    );
  });
});
