import { expect, it } from "vitest";
import type { Text } from "../../../src/report/blocks.ts";
import { summarySection } from "../../../src/report/sections/summary.ts";
import type { RankingRow } from "../../../src/report/results.ts";
import { sampleResults } from "../sample-results.ts";

/** The lines of the section's lists about a feature. */
function linesOf(feature: string, change: Partial<RankingRow>): readonly Text[] {
  const results = sampleResults();
  const ranking = results.ranking.map((row) => (row.feature === feature ? { ...row, ...change } : row));
  const items = summarySection({ ...results, ranking }).blocks.flatMap((block) =>
    block.kind === "list" ? block.items : [],
  );
  return items.filter((line) => JSON.stringify(line).startsWith(`[{"strong":"${feature}"}`));
}

it("says of a selected feature without a score why it has none, instead of a noise floor", () => {
  expect(linesOf("history", { selected: true })[0]).toEqual([
    { strong: "history" },
    ": not scored: one value in every row; dependence rank 7 of 7.",
  ]);
});

it("says of a selected feature with a score how far it is from its noise floor", () => {
  expect(linesOf("price", { kind: "domain-sensitive" })[0]).toEqual([
    { strong: "price" },
    ": DS 1.2500 (0.4167 a pair), 6.3 × its noise floor 0.2000 (p 2.1e-6); dependence rank 2 of 7.",
  ]);
});
