import { expect, test } from "vitest";
import { reportedDomains, tailShare } from "../../../src/report/models/reported-domains.ts";
import { reportOn, sampleModels } from "./sample-models.ts";

test("a domain with less than half of an even share of the test rows is a tail domain", () => {
  const found = reportedDomains(sampleModels().artifact).map(({ share, isTail }) => [share, isTail]);
  expect(tailShare(3)).toBeCloseTo(1 / 6, 12);
  expect(found).toEqual([
    [0.61, false],
    [0.38, false],
    [0.01, true],
  ]);
});

test("a domain without rows is a tail domain without a positive rate", () => {
  const { artifact } = reportOn([{ model: "dsfm", aucs: [[0.7, 0.7, null]] }], ["a", "b"], [10, 0]);
  expect(reportedDomains(artifact)[1]).toMatchObject({ share: 0, positiveRate: null, isTail: true });
});
