import { describe, expect, it } from "vitest";
import { retrievalTableText } from "../../../src/report/retrieval/retrieval-table.ts";
import { retrievalComparisons } from "../../../src/training/two-tower/retrieval-comparisons.ts";
import { corpusSample, retrievalSample } from "../../support/retrieval-sample.ts";

const lineOf = (text: string, model: string): string | undefined =>
  text.split("\n").find((line) => line.startsWith(`| ${model} `));

describe("the table of retrieval as text", () => {
  const [lists] = retrievalComparisons(retrievalSample);
  const [corpus] = retrievalComparisons(corpusSample);

  it("is of the candidate lists, and says so", () => {
    expect(retrievalTableText(retrievalSample, lists)).toContain("Recall@10 on the candidate lists: mean over");
  });

  it("has the numbers over the corpus where there are no lists, and says so", () => {
    const text = retrievalTableText(corpusSample, corpus);
    expect(lineOf(text, "adi")).toBe(lineOf(retrievalTableText(retrievalSample, lists), "adi"));
    expect(text).toContain("Recall@10 over the corpus: mean over");
  });
});
