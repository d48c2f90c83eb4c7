import { describe, expect, it } from "vitest";
import { summarise } from "../../src/cli/summary.ts";
import { stableResultsSchema } from "../../src/report/stable-results.ts";
import { sampleResults } from "../report/sample-results.ts";

/** The sample's six features, none of them selected under some rules; `aboveNoise` of all where it is given. */
function unselected(rules: { readonly explicit?: string[]; readonly minScore?: number }, aboveNoise?: boolean): string {
  const results = sampleResults();
  const shown = summarise(
    stableResultsSchema.parse({
      ...results,
      ranking: results.ranking.map((row) => ({ ...row, selected: false, aboveNoise: aboveNoise ?? row.aboveNoise })),
      selection: { ...results.selection, rules: { ...results.selection.rules, ...rules } },
    }),
    "/runs/t/0",
  );
  return shown.split("\n").find((line) => line.startsWith("selected")) ?? "";
}

describe("the summary of an audit", () => {
  it("says that no feature is selected because none is listed", () => {
    expect(unselected({ explicit: [] })).toBe(
      "selected    no feature: the configuration lists none of them under select.features",
    );
  });

  it("says that features above their noise floor score less than minScore", () => {
    const line = unselected({ minScore: 1000 }, true);
    expect(line).toMatch(/^selected {4}no feature: [1-9] of \d features score less than select\.minScore = 1000/);
  });

  it("says that features do not differ where that is so", () => {
    expect(unselected({}, false)).toMatch(
      /^selected {4}no feature: [1-9] of \d features do not differ between domains/,
    );
  });

  it("says of a listed feature without a score why it has none", () => {
    const results = sampleResults();
    const ranking = results.ranking.map((row) => ({ ...row, selected: row.feature === "history" }));
    const shown = summarise(stableResultsSchema.parse({ ...results, ranking }), "/runs/t/0").split("\n");
    expect(shown.filter((line) => line.startsWith("  history"))).toEqual([
      "  history                  categorical-sequence     not scored: one value in every row, dependence rank 7",
    ]);
  });

  it("keeps a reason that names an entity on its line", () => {
    const results = sampleResults();
    const ranking = results.ranking.map((row) => ({ ...row, notScored: "only a\nb has it" }));
    const shown = summarise(stableResultsSchema.parse({ ...results, ranking }), "/runs/t/0");
    expect(shown).toContain("not scored: only a↵b has it, dependence rank 1\n");
  });

  it("lists the selected features", () => {
    const shown = summarise(stableResultsSchema.parse(sampleResults()), "/runs/t/0");
    expect(shown).toContain("\nselected\n  site");
  });
});
