import { describe, expect, it } from "vitest";
import { compareRetrieval } from "../../../src/training/two-tower/compare-retrieval.ts";
import { retrievalSample } from "../../support/retrieval-sample.ts";

describe("the comparison of retrieval models", () => {
  const lines = compareRetrieval(retrievalSample, 0);

  it("puts methods without training first and models behind them, best first", () => {
    expect(lines.map(({ name }) => name)).toEqual(["popularity", "adi", "adi, labels alone", "dnn"]);
  });

  it("gives mean and deviation over the seeds, overall and by domain", () => {
    const adi = lines[1];
    expect(adi.recall.mean).toBeCloseTo(0.5, 12);
    expect(adi.recall.deviation).toBeCloseTo(Math.SQRT2 * 0.05, 12);
    expect(adi.recallByDomain.map(({ mean }) => mean)).toEqual([0.5, 0.5]);
  });

  it("tests each model against the best other one over the same seeds", () => {
    // Differences 0.1 and 0.2: t = 0.15 / (0.0707 / √2) = 3, and with one degree of freedom p = 1 - 2 atan(3) / π.
    expect(lines[1].pValue).toBeCloseTo(1 - (2 * Math.atan(3)) / Math.PI, 6);
    expect(lines.map(({ against }) => against)).toEqual([null, "dnn", null, "adi"]);
  });

  it("has no numbers over a corpus that was not searched", () => {
    expect(compareRetrieval(retrievalSample, 0, "corpus").map(({ recall }) => recall.mean)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
