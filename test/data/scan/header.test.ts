import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readFirstRecord } from "../../../src/data/scan/header.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

it("reads names of columns that hold line ends, delimiters and quotes", async () => {
  const path = join(temporaryFolder(), "log.csv");
  writeFileSync(path, 'a,"two\nlines","b,c","say ""so"""\n1,2,3,4\n');
  const dialect = { delimiter: 44, quote: 34, escape: 34 };
  expect(await readFirstRecord(path, dialect)).toEqual(["a", "two\nlines", "b,c", 'say "so"']);
});
