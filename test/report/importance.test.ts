import { expect, test } from "vitest";
import { chartsOf } from "../../src/report/blocks.ts";
import { renderSvg } from "../../src/report/charts/render-svg.ts";
import { evaluateGates } from "../../src/report/gates.ts";
import { renderMarkdown } from "../../src/report/markdown.ts";
import { renderReport } from "../../src/report/render-report.ts";
import { resultsSchema } from "../../src/report/results.ts";
import { importanceSection } from "../../src/report/sections/importance.ts";
import { sampleImportance } from "./sample-importance.ts";
import { sampleResults } from "./sample-results.ts";

const results = resultsSchema.parse({ ...sampleResults(), importance: sampleImportance });
const section = importanceSection(results);
const charts = chartsOf(section?.blocks ?? []);

test("the section on importance says what the snapshot says", async () => {
  const text = renderMarkdown("Importance", section === undefined ? [] : [section]);
  await expect(text).toMatchFileSnapshot("snapshots/importance.md.snap");
});

test.each(charts)("$file is a picture without a number that is none", ({ chart, file }) => {
  const svg = renderSvg(chart, file);
  expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s);
  expect(svg).not.toMatch(/NaN|undefined|Infinity|zr\d/);
});

test("a feature whose places differ by half the features stands out", () => {
  const svg = renderSvg(charts[0].chart, "importance");
  expect(svg).toContain("place, much different by the other measure");
  expect(renderSvg(charts[1].chart, "importance")).not.toContain("much different");
});

test("a report without entity-specific features has no such section and no definition of p", () => {
  const [{ text }] = renderReport(sampleResults());
  expect(text).not.toMatch(/entity-specific|Importance p/);
});

test("a report with such features has the section after that on neglect", () => {
  const titles = Array.from(renderReport(results)[0].text.matchAll(/^## (.+)$/gm), ([, title]) => title);
  expect(titles[titles.indexOf("Neglect") + 1]).toBe("Importance of entity-specific features");
});

test("gates bound importance and its rank by entity and feature", () => {
  const gates = {
    "importance.entities.product.features.brand.maxRank": 1,
    "importance.entities.product.features.stock.minImportance": 1,
    "importance.entities.product.test.minAuc": 0.7,
  };
  expect(evaluateGates(results, gates).map(({ gate, value }) => [gate, value])).toEqual([
    ["importance.entities.product.features.stock.minImportance", 0.81],
  ]);
});
