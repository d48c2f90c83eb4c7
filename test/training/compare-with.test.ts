import { expect, test } from "vitest";
import { compareWith } from "../../src/training/compare-with.ts";
import { reportOn, sampleModels } from "../report/models/sample-models.ts";

const { artifact } = sampleModels();

test("gains are paired by seed, overall and per domain", () => {
  // 0.72 - 0.7, 0.73 - 0.701, 0.74 - 0.702; in the tail 0.02, 0.03, 0.04.
  const [dsfm] = compareWith(artifact, "shared-dnn");
  expect(dsfm.model).toBe("dsfm");
  expect(dsfm.overall.mean).toBeCloseTo(0.029, 12);
  expect(dsfm.overall.deviation).toBeCloseTo(0.009, 12);
  expect(dsfm.byDomain[2].mean).toBeCloseTo(0.03, 12);
});

test("a domain in which a model has no AUC has no gain", () => {
  const star = compareWith(artifact, "shared-dnn")[1];
  expect(star.byDomain[2]).toEqual({ mean: null, deviation: null, pValue: null });
});

test("there is no gain over a model that was not trained", () => {
  const { artifact: alone } = reportOn([{ model: "dsfm", aucs: [[0.7, 0.7, 0.7, 0.7]] }]);
  expect(compareWith(alone, "shared-dnn")).toEqual([]);
});
