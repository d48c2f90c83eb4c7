import { expect, test } from "vitest";
import { renderModels } from "../../../src/report/models/render-models.ts";
import { modelNames } from "../../../src/util/model-names.ts";
import { reportOn, sampleModels } from "./sample-models.ts";

const files = new Map(renderModels(sampleModels()).map(({ path, text }) => [path, text]));
const markdown = files.get("models.md") ?? "";
const html = files.get("models.html") ?? "";
const charts = [...files].filter(([path]) => path.startsWith("charts/"));

test("the Markdown report says what the snapshot says", async () => {
  await expect(markdown).toMatchFileSnapshot("../snapshots/models.md.snap");
});

test("the summary names the winner with its p-value", () => {
  // Differences 0.02, 0.029, 0.038: mean 0.029, deviation 0.009, t = 5.58 with 2 degrees of freedom, p = 0.0306.
  expect(markdown).toContain(
    "Best by mean test AUC: **dsfm**, 0.7300 ± 0.0100; next is **shared-dnn**, 0.7010 ± 0.0010.",
  );
  expect(markdown).toContain("It wins: a difference like this is unlikely to be chance (paired t-test, p 0.0306).");
  expect(markdown).toMatch(/^\| dsfm \\\* /m);
});

test("the summary points out the tail domain with its share of the rows and the gain there", () => {
  expect(markdown).toContain(
    "- **channel**, 1.0 % of the rows (10): best is **dsfm**, AUC 0.6300 ± 0.0100, +0.0300 against shared-dnn",
  );
});

test("the budget gives dense parameters as a ratio to the base network", () => {
  expect(markdown).toMatch(/^\| dsfm +\| +2,000 \| 2\.00 × \|/m);
});

test.each([
  ["lazy-adam", "- Optimiser: **Adam**, learning rate 0.001"],
  ["rowwise-adagrad", "- Optimiser: **Adam** and, for embeddings, row-wise Adagrad, learning rate 0.001"],
] as const)("the budget names the optimiser with %s for embeddings", (embeddingOptimiser, line) => {
  const input = sampleModels();
  const [{ text }] = renderModels({ ...input, settings: { ...input.settings, embeddingOptimiser } });
  expect(text).toContain(line);
});

test("the exported seed and its distance from the trainer are told", () => {
  expect(markdown).toMatch(/^\| dsfm +\| +1 \| +0\.7200 \| +1\.0e-7 \| +1,000 \|/m);
});

test("every chart that the Markdown report shows is among the files", () => {
  const shown = Array.from(markdown.matchAll(/\]\((charts\/[^)]+)\)/g), ([, path]) => path);
  expect(shown.toSorted()).toEqual(charts.map(([path]) => path).toSorted());
});

test.each(charts)("%s is a picture without a number that is none", (_path, svg) => {
  expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s);
  expect(svg).not.toMatch(/NaN|undefined|Infinity|zr\d/);
});

test.each(["<script", "<b>", "onerror="])("names from the data never become %s in the HTML report", (text) => {
  expect(html).not.toContain(text);
});

test("the HTML report loads nothing", () => {
  expect(html).not.toMatch(/\b(?:src|href)="(?!#)|@import|url\((?!#)/);
});

test("rows of a Markdown table have as many cells as its head, whatever the names", () => {
  const tables = markdown
    .trimEnd()
    .split(/\n\n/)
    .filter((block) => block.startsWith("| "));
  const cells = tables.map((table) => table.split("\n").map((line) => line.split(/(?<!\\)\|/).length));
  expect(cells.filter((counts) => new Set(counts).size !== 1)).toEqual([]);
});

test("equal inputs give equal bytes, in one process too", () => {
  expect(renderModels(sampleModels())).toEqual(Array.from(files, ([path, text]) => ({ path, text })));
});

test("one model with one seed and rows of one class gives a report without a comparison", () => {
  const [{ text }] = renderModels(reportOn([{ model: "dsfm", aucs: [[null, null, null, null]] }]));
  expect(text).toContain("1 model with 1 seed each");
  expect(text).toContain("No model has a test AUC");
  expect(text).not.toContain("Gain in test AUC");
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
});

test("with one seed the report does not call the best model the winner", () => {
  const one = (model: "dsfm" | "shared-dnn", auc: number) => ({ model, aucs: [[auc, auc, auc, auc]] });
  const [{ text }] = renderModels(reportOn([one("dsfm", 0.8), one("shared-dnn", 0.6)]));
  expect(text).toContain("With one seed nothing says whether that is chance.");
});

test("of many domains the smallest are shown, and the rest are counted", () => {
  const names = Array.from({ length: 30 }, (_, d) => `domain ${d}`);
  const rows = names.map((_, d) => 100 + d);
  const models = modelNames.map((model) => ({ model, aucs: [names.map(() => 0.7).concat(0.7)] }));
  const [{ text }] = renderModels(reportOn(models, names, rows));
  expect(text).toContain("… and 22 more domains, in train.json.");
  expect(text).toContain("AUC domain 7 ");
  expect(text).not.toContain("AUC domain 8 ");
});
