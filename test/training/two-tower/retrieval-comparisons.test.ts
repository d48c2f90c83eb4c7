import { describe, expect, it } from "vitest";
import { retrievalComparisons } from "../../../src/training/two-tower/retrieval-comparisons.ts";
import { corpusSample, partialSample, retrievalSample } from "../../support/retrieval-sample.ts";

describe("comparisons of retrieval", () => {
  it("have no lines over a corpus that was not searched", () => {
    const [{ n, lists, corpus }] = retrievalComparisons(retrievalSample);
    expect([n, lists?.length, corpus]).toEqual([10, 4, null]);
  });

  it("have lines of the lists and of the corpus where some domain has lists", () => {
    const [{ lists, corpus, differences }] = retrievalComparisons(partialSample);
    expect([lists?.length, corpus?.length]).toEqual([4, 4]);
    expect(differences[0].byDomain.map(({ mean }) => mean)).toEqual([null, expect.closeTo(0.1, 12)]);
  });

  it("have lines and differences of the corpus alone where no domain has lists", () => {
    const [{ lists, corpus, differences }] = retrievalComparisons(corpusSample);
    const [onLists] = retrievalComparisons(retrievalSample);
    expect(lists).toBeNull();
    expect(corpus).toEqual(onLists.lists);
    expect(differences).toEqual(onLists.differences);
  });
});
