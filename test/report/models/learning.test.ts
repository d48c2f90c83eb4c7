import { expect, test } from "vitest";
import { learningCurves } from "../../../src/report/charts/learning-curves.ts";
import { curveOf } from "../../../src/report/models/learning.ts";
import { modelNames } from "../../../src/util/model-names.ts";
import { sampleModels } from "./sample-models.ts";

test("a learning curve is the mean over the seeds that reached an epoch, and knows where the first one stopped", () => {
  const [model] = sampleModels().artifact.models;
  // Seeds stop after 2, 3 and 4 epochs, with a validation log loss of 0.50, 0.49 and 0.48 in all of them.
  const { points, complete } = curveOf(model, ({ validLogLoss }) => validLogLoss);
  expect(points.map(({ mean }) => Number(mean.toFixed(6)))).toEqual([0.49, 0.49, 0.485, 0.48]);
  expect(complete).toBe(2);
});

test("epochs without the measure are left out of a curve", () => {
  const [model] = sampleModels().artifact.models;
  const { points } = curveOf(model, ({ epoch, validAuc }) => (epoch === 2 ? null : validAuc));
  expect(points.map(({ epoch }) => epoch)).toEqual([1, 3, 4]);
});

test("no two models of the table share colour and dashes", () => {
  const curves = modelNames.map((name) => ({ name, points: [], complete: 1 }));
  const { series } = learningCurves(curves, "AUC").option;
  // ECharts types a series as one or many of any kind; these are lines with a name, as the chart makes them.
  const lines = series as { name: string; color: string; lineStyle: { type: string } }[];
  const named = lines.filter(({ name }) => modelNames.some((model) => model === name));
  expect(named).toHaveLength(modelNames.length);
  expect(new Set(named.map(({ color, lineStyle }) => `${color} ${lineStyle.type}`)).size).toBe(modelNames.length);
});
