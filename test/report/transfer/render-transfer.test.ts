import { expect, test } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import type { TransferArtifact } from "../../../src/data/artifacts/transfer.ts";
import { renderTransfer } from "../../../src/report/transfer/render-transfer.ts";
import { transferText } from "../../../src/report/transfer/transfer-text.ts";
import type { TransferReportInput } from "../../../src/report/transfer/report-input.ts";
import { compareAblations, compareMkt, compareTransfer } from "../../../src/training/transfer/compare-transfer.ts";
import { entityConfig } from "../../support/entity-run.ts";
import { sampleTransfer, transferModel } from "../../support/sample-transfer.ts";

const settings = configSchema.parse(entityConfig).base;

function inputOf(artifact: TransferArtifact): TransferReportInput {
  const mkt = compareMkt(artifact);
  return { artifact, lines: compareTransfer(artifact), mkt, ablations: compareAblations(artifact), settings };
}

function reportOf(artifact: TransferArtifact): string {
  return renderTransfer(inputOf(artifact)).find(({ path }) => path === "transfer.md")?.text ?? "";
}

const files = renderTransfer(inputOf(sampleTransfer));
const markdown = reportOf(sampleTransfer);

test("the Markdown report says what the snapshot says", async () => {
  await expect(markdown).toMatchFileSnapshot("../snapshots/transfer.md.snap");
});

test("every chart that the Markdown shows is a file, and the HTML holds it", () => {
  const shown = Array.from(markdown.matchAll(/\]\((charts\/[^)]+)\)/g), ([, path]) => path);
  expect(files.map(({ path }) => path)).toEqual(["transfer.md", "transfer.html", ...shown]);
  expect(shown).toHaveLength(4);
});

test("PLE is told as the one layer that it has here", () => {
  const text = reportOf({ ...sampleTransfer, models: [transferModel("ple", [0.7, 0.71])], ablations: [] });
  expect(text).toContain(
    "**ple**: experts that all share beside experts of each entity, mixed by a gate of each entity. ",
  );
});

test("the summary names the winner, and which parts of MKT earn their place", () => {
  expect(markdown).toContain(
    "Best by mean test AUC: **mkt**, 0.7310 ± 0.0014; next is **finetune**, 0.0205 behind. It wins",
  );
  expect(markdown).toMatch(/\*\*no-tem\*\* .*: −0\.0300 AUC, the part helps, p 0\./);
  expect(markdown).toMatch(/\*\*no-hfa\*\* .*: \+0\.0050 AUC, the part harms, p 0\./);
});

test("the gain in a group of users is against the best model that learns from the target alone", () => {
  // mkt 0.731 and mlp 0.701 on the mean of the seeds, both 0.01 less in the first group.
  expect(markdown).toMatch(/^\| mkt +\| 0\.7210 ± 0\.0014 \(\+0\.0300\)/m);
  expect(markdown).toMatch(/^\| mlp +\| +0\.6910 ± 0\.0014 +\|/m);
});

test("a model that loses is said to lose", () => {
  const models = [transferModel("mlp", [0.75, 0.76]), transferModel("mkt", [0.7, 0.71])];
  const text = reportOf({ ...sampleTransfer, models, ablations: [] });
  expect(text).toContain("**mkt** is −0.0500 against mlp, more than chance");
});

test("without users there is no GAUC and no activity", () => {
  const text = reportOf({ ...sampleTransfer, users: null, activity: [] });
  expect(text).not.toContain("By activity");
  expect(text).toContain("there is no GAUC");
});

test("one seed tells nothing from chance", () => {
  const text = reportOf({
    ...sampleTransfer,
    seeds: [1],
    models: [transferModel("mlp", [0.7]), transferModel("mkt", [0.71])],
  });
  expect(text).toContain("With one seed nothing says whether that is chance.");
});

test("the terminal gets summary and comparison", () => {
  const titles = Array.from(transferText(inputOf(sampleTransfer)).matchAll(/^## (.*)$/gm), ([, title]) => title);
  expect(titles).toEqual(["Summary", "Comparison"]);
});
