import { expect, test } from "vitest";
import { modelTableText } from "../../src/report/model-table.ts";
import { sampleModels } from "./models/sample-models.ts";

const { artifact, lines } = sampleModels();
const headOf = (text: string): string => text.split("\n")[0];

test("the table has a column of training speed only where one is known", () => {
  expect(headOf(modelTableText(artifact, lines))).not.toContain("rows/s");
  const text = modelTableText(artifact, lines, new Map([["dsfm", 12_345]]));
  expect(headOf(text)).toContain("rows/s");
  expect(text).toMatch(/^\| dsfm \* .*\| 12,345 \|/m);
  expect(text).toMatch(/^\| star .*\| +– \|/m);
});
