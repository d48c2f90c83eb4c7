import { expect, it } from "vitest";
import { ColumnPlaces } from "../../../src/data/parquet-codes/column-places.ts";
import { encodings } from "../../../src/data/parquet-codes/page-header.ts";
import { encodeRuns, megabytes, put } from "../../support/code-columns.ts";

it("counts a code that its dictionary lacks nowhere but as NULL, and says so", () => {
  const memory = megabytes(1);
  const column = new ColumnPlaces(memory, true);
  // What an earlier column left where the values of codes are looked up.
  memory.bytes(memory.allocate(4096), 4096).fill(255);
  memory.clear();
  const [counts, cells] = [put(memory, new Uint8Array(4)), put(memory, new Uint8Array(16))];
  const body = Uint8Array.of(8, ...encodeRuns([{ value: 200, times: 8 }], 8));
  const at = put(memory, body);
  const page = {
    isDictionary: false,
    encoding: encodings.dictionary,
    count: 8,
    before: 0,
    held: 8,
    present: 0,
    at,
    end: at + body.length,
  };
  expect(() => column.countCodes(page, cells, counts, 1)).toThrow("a code has no value in its dictionary");
  expect(memory.ints(counts, 1)[0]).toBe(8);
});
