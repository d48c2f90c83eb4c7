import { expect, it } from "vitest";
import { fileFault } from "../../../src/data/ingest/file-fault.ts";
import { limitsMet } from "../../../src/data/ingest/read-files.ts";
import { DomainlensError } from "../../../src/util/errors.ts";

const remedy = "another one";
const slow = fileFault(new DomainlensError("input", { what: "too slow", remedy, limited: true }), "a.csv");
const large = fileFault(new DomainlensError("resources", { what: "out of memory", remedy }), "b.csv");
const damaged = fileFault(new DomainlensError("input", { what: "cut off", remedy }), "c.csv");

it.each([
  ["a file that took too long", [slow], "files were left out for a limit: a.csv: too slow"],
  [
    "files of several kinds",
    [damaged, large, slow],
    "files were left out for a limit: b.csv: out of memory, and 1 more",
  ],
  ["a damaged file", [damaged], undefined],
  ["none", [], undefined],
])("tells whether limits were met: %s", (_, faults, reason) => {
  expect(limitsMet(faults.flatMap((fault) => fault ?? []))).toBe(reason);
});
