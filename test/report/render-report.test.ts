import { expect, test } from "vitest";
import { renderReport } from "../../src/report/render-report.ts";
import { largeResults, sampleResults } from "./sample-results.ts";

const files = new Map(renderReport(sampleResults()).map(({ path, text }) => [path, text]));
const markdown = files.get("report.md") ?? "";
const html = files.get("report.html") ?? "";
const charts = [...files].filter(([path]) => path.startsWith("charts/"));
const markup = ["<script", "<b>", "onerror="];

test("the Markdown report says what the snapshot says", async () => {
  await expect(markdown).toMatchFileSnapshot("snapshots/report.md.snap");
});

test("every chart that the Markdown report shows is among the files", () => {
  const shown = Array.from(markdown.matchAll(/\]\((charts\/[^)]+)\)/g), ([, path]) => path);
  expect(shown.toSorted()).toEqual(charts.map(([path]) => path).toSorted());
});

test.each(charts)("%s is a picture without a number that is none", (_path, svg) => {
  expect(svg).toMatch(/^<svg [^>]*>.*<\/svg>\s*$/s);
  expect(svg).not.toMatch(/NaN|undefined|Infinity|zr\d/);
});

test.each(markup)("names from the data never become %s in the HTML report", (text) => {
  expect(html).not.toContain(text);
});

test("the HTML report loads nothing", () => {
  expect(html).not.toMatch(/\b(?:src|href)="(?!#)|@import|url\((?!#)/);
});

test("ids are unique in the HTML report", () => {
  const ids = Array.from(html.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("rows of a Markdown table have as many cells as its head, whatever the names", () => {
  const tables = markdown.split(/\n\n/).filter((block) => block.startsWith("| "));
  const cells = tables.map((table) => table.split("\n").map((line) => line.split(/(?<!\\)\|/).length));
  expect(cells.filter((counts) => new Set(counts).size !== 1)).toEqual([]);
});

test("equal results give equal bytes, in one process too", () => {
  expect(renderReport(sampleResults())).toEqual(Array.from(files, ([path, text]) => ({ path, text })));
});

test("the size stays bounded with many features and domains", () => {
  const bytes = renderReport(largeResults(200, 30)).reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  expect(bytes).toBeLessThan(3_000_000);
});

test("when nothing is selected the summary says why", () => {
  const results = sampleResults();
  const none = results.ranking.map((row) => ({ ...row, selected: false, aboveNoise: false }));
  const text = renderReport({ ...results, ranking: none })[0].text;
  expect(text).toContain("No feature is selected: 6 of 7 features do not differ between domains beyond");
});

test("a feature that no two domains share a value of is called the domain by another name", () => {
  const results = sampleResults();
  const apart = results.domains.map((_, k) => results.domains.map((_other, l) => (k === l ? 0 : Math.LN2)));
  const [first, ...rest] = results.ranking;
  const text = renderReport({ ...results, ranking: [{ ...first, pairsPlain: apart }, ...rest] })[0].text;
  expect(text).toContain("it is the domain by another name");
  expect(markdown).not.toContain("it is the domain by another name");
});
