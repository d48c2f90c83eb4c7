import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeRuns, megabytes, numbersOf, put, type Run } from "../../support/code-columns.ts";

/** Runs of numbers of so many bits. */
function arbitraryRuns(width: number): fc.Arbitrary<Run[]> {
  const number = fc.integer({ min: 0, max: 2 ** width - 1 });
  const packed = fc
    .integer({ min: 1, max: 20 })
    .chain((groups) => fc.array(number, { minLength: 8 * groups, maxLength: 8 * groups }));
  const run = fc.oneof(
    fc.record({ value: number, times: fc.integer({ min: 1, max: 300 }) }),
    packed.map((numbers) => ({ packed: numbers })),
  );
  return fc.array(run, { minLength: 1, maxLength: 6 });
}

const widthAndRuns = fc
  .integer({ min: 1, max: 32 })
  .chain((width) => fc.tuple(fc.constant(width), arbitraryRuns(width)));

describe("unpack", () => {
  it("gives the numbers of runs and packed bits of any width, and no more than are asked for", () => {
    const memory = megabytes(4);
    fc.assert(
      fc.property(widthAndRuns, fc.double({ min: 0, max: 1, noNaN: true }), ([width, runs], share) => {
        memory.clear();
        const numbers = numbersOf(runs);
        const count = Math.ceil(share * numbers.length);
        const bytes = encodeRuns(runs, width);
        const [from, to] = [put(memory, bytes), memory.allocate(4 * numbers.length + 4)];
        memory.ints(to, count + 1).fill(77);
        expect(memory.kernel.unpack(from, from + bytes.length, width, to, count)).toBe(count);
        expect([...memory.ints(to, count + 1)]).toEqual([...numbers.slice(0, count), 77]);
      }),
    );
  });

  it("says how many numbers there are where the bytes end before", () => {
    const memory = megabytes(1);
    const bytes = encodeRuns([{ packed: [1, 2, 3, 4, 5, 6, 7, 0] }], 3);
    const from = put(memory, bytes);
    expect(memory.kernel.unpack(from, from + 3, 3, memory.allocate(64), 8)).toBe(5);
    expect(memory.kernel.unpack(from, from, 3, memory.allocate(64), 8)).toBe(0);
  });
});

describe("isOneRun", () => {
  it.each([
    [[{ value: 1, times: 9 }], 9, 1],
    [[{ value: 1, times: 9 }], 10, 0],
    [[{ value: 0, times: 9 }], 9, 0],
    [[{ packed: [1, 1, 1, 1, 1, 1, 1, 1] }], 8, 0],
  ])("of %j says of the first %i: %i", (runs, count, expected) => {
    const memory = megabytes(1);
    const bytes = encodeRuns(runs, 1);
    const from = put(memory, bytes);
    expect(memory.kernel.isOneRun(from, from + bytes.length, 1, count, 1)).toBe(expected);
  });
});

describe("countCodes", () => {
  it("counts as unpacking, translating and counting one after the other do", () => {
    const memory = megabytes(4);
    const codes = fc
      .integer({ min: 1, max: 6 })
      .chain((width) => fc.tuple(fc.constant(width), arbitraryRuns(width), fc.integer({ min: 1, max: 7 })));
    fc.assert(
      fc.property(codes, ([width, runs, cells]) => {
        memory.clear();
        const numbers = numbersOf(runs);
        const bytes = encodeRuns(runs, width);
        const from = put(memory, bytes);
        const size = 2 ** width;
        const map = memory.allocate(4 * size);
        memory.ints(map, size).forEach((_, code, all) => (all[code] = (5 * code) % 11));
        const cellsAt = memory.allocate(2 * numbers.length);
        const cellOf = new Uint16Array(memory.buffer, cellsAt, numbers.length).map((_, row) => (row * row) % cells);
        new Uint16Array(memory.buffer, cellsAt, numbers.length).set(cellOf);
        const counts = memory.allocate(4 * 11 * cells);
        memory.ints(counts, 11 * cells).fill(0);
        const found = memory.kernel.countCodes(
          from,
          from + bytes.length,
          width,
          map,
          size,
          cellsAt,
          numbers.length,
          counts,
          cells,
        );
        expect(found).toBe(numbers.length);
        const expected = new Array<number>(11 * cells).fill(0);
        numbers.forEach((code, row) => expected[((5 * code) % 11) * cells + cellOf[row]]++);
        expect([...memory.ints(counts, 11 * cells)]).toEqual(expected);
      }),
    );
  });

  it.each([
    ["packed", [{ packed: [0, 1, 2, 3, 0, 0, 0, 0] }]],
    ["repeated", [{ value: 3, times: 8 }]],
  ])("finds %s codes that the dictionary does not have", (_, runs) => {
    const memory = megabytes(1);
    const bytes = encodeRuns(runs, 2);
    const from = put(memory, bytes);
    const [map, cells, counts] = [0, 0, 0].map(() => put(memory, new Uint8Array(64)));
    expect(memory.kernel.countCodes(from, from + bytes.length, 2, map, 3, cells, 8, counts, 1)).toBe(-1);
    expect(memory.kernel.countCodes(from, from + bytes.length, 2, map, 4, cells, 8, counts, 1)).toBe(8);
  });
});

describe("countRows", () => {
  it("counts rows without a value as NULL", () => {
    const memory = megabytes(1);
    const places = put(memory, new Uint8Array(Uint32Array.of(2, 1, 2).buffer));
    const levels = put(memory, new Uint8Array(Uint32Array.of(1, 0, 1, 1, 0).buffer));
    const cells = put(memory, new Uint8Array(Uint16Array.of(0, 1, 1, 0, 1).buffer));
    const counts = put(memory, new Uint8Array(4 * 6));
    memory.kernel.countRows(places, levels, 1, cells, 5, counts, 2);
    expect([...memory.ints(counts, 6)]).toEqual([0, 2, 0, 1, 2, 0]);
  });
});

describe("cellsOf", () => {
  it("puts a row into the split that its value is cut into", () => {
    const memory = megabytes(1);
    const least = -(2n ** 63n);
    const splits = [least, -6n, -5n, 6n, 7n, 2n ** 63n - 1n];
    const domains = put(memory, new Uint8Array(Uint32Array.of(1, 2, 1, 2, 1, 2).buffer));
    const to = memory.allocate(16);
    memory.kernel.cellsOf(domains, 6, put(memory, new Uint8Array(BigInt64Array.from(splits).buffer)), -5n, 7n, to);
    expect([...new Uint16Array(memory.buffer, to, 6)]).toEqual([0, 3, 1, 4, 2, 5]);
    memory.kernel.cellsOf(domains, 6, 0, 0n, 0n, to);
    expect([...new Uint16Array(memory.buffer, to, 6)]).toEqual([0, 1, 0, 1, 0, 1]);
  });
});

/** Entries of lists as levels: null is a list that is NULL, an element that is null is NULL. */
function levelsOf(lists: readonly (readonly (number | null)[] | null)[]): {
  definitions: number[];
  repetitions: number[];
  places: number[];
} {
  const [definitions, repetitions, places] = [[], [], []] as number[][];
  for (const list of lists) {
    if (list === null || list.length === 0) definitions.push(list === null ? 0 : 1);
    else definitions.push(...list.map((place) => (place === null ? 2 : 3)));
    repetitions.push(0, ...new Array<number>(Math.max(0, (list?.length ?? 0) - 1)).fill(1));
    places.push(...(list ?? []).filter((place) => place !== null));
  }
  return { definitions, repetitions, places };
}

describe("countLists", () => {
  const [known, cells] = [5, 2];
  const list = fc.option(fc.array(fc.option(fc.integer({ min: 1, max: known - 1 })), { maxLength: 7 }));

  /** [known, cells] elements, rows and mass of each value, and [2, cells] rows and empty ones, as they are defined. */
  function expected(
    lists: readonly (readonly (number | null)[] | null)[],
    keepsNull: boolean,
  ): { records: number[][]; lengths: number[] } {
    const records = Array.from({ length: known * cells }, () => [0, 0, 0]);
    const lengths = new Array<number>(2 * cells).fill(0);
    lists.forEach((own, row) => {
      const kept = (own ?? []).map((place) => place ?? 0).filter((place) => place > 0 || keepsNull);
      lengths[row % cells]++;
      if (kept.length === 0) lengths[cells + (row % cells)]++;
      for (const place of new Set(kept)) {
        const times = kept.filter((other) => other === place).length;
        const record = records[place * cells + (row % cells)];
        record[0] += times;
        record[1]++;
        record[2] += Math.round((times * 2 ** 30) / kept.length);
      }
    });
    return { records, lengths };
  }

  it("counts elements, rows and masses as they are defined", () => {
    const memory = megabytes(2);
    fc.assert(
      fc.property(fc.array(list, { maxLength: 40 }), fc.boolean(), (lists, keepsNull) => {
        memory.clear();
        const { definitions, repetitions, places } = levelsOf(lists);
        const ints = (numbers: readonly number[]): number =>
          put(memory, new Uint8Array(Uint32Array.from(numbers).buffer));
        const [p, d, r] = [ints(places), ints(definitions), ints(repetitions)];
        const cellsAt = put(memory, new Uint8Array(Uint16Array.from(lists, (_, row) => row % cells).buffer));
        const [records, seen, lengths] = [16 * known * cells, 4 * known, 8 * cells].map((bytes) =>
          put(memory, new Uint8Array(bytes)),
        );
        const { kernel } = memory;
        const found = kernel.countLists(
          p,
          d,
          r,
          definitions.length,
          3,
          Number(keepsNull),
          cellsAt,
          lists.length,
          records,
          cells,
          seen,
          lengths,
        );
        expect(found).toBe(lists.length);
        const counts = memory.ints(records, 4 * known * cells);
        const masses = new BigUint64Array(memory.buffer, records, 2 * known * cells);
        const wanted = expected(lists, keepsNull);
        expect(wanted.records.map((_, i) => [counts[4 * i], counts[4 * i + 1], Number(masses[2 * i + 1])])).toEqual(
          wanted.records,
        );
        expect([...memory.ints(lengths, 2 * cells)]).toEqual(wanted.lengths);
        expect([...memory.ints(seen, known)]).toEqual(new Array(known).fill(0));
      }),
    );
  });

  it.each([
    ["begin within a list", [1, 0], 1],
    ["are fewer than the rows", [0, 1], 2],
    ["are more than the rows", [0, 0], 1],
  ])("refuses entries that %s", (_, repetitions, rows) => {
    const memory = megabytes(1);
    const zeros = (): number => put(memory, new Uint8Array(256));
    const levels = put(memory, new Uint8Array(Uint32Array.from(repetitions).buffer));
    expect(memory.kernel.countLists(zeros(), 0, levels, 2, 3, 1, zeros(), rows, zeros(), 1, zeros(), zeros())).toBe(-1);
  });
});
