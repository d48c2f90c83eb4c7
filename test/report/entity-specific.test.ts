import { describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/render-report.ts";
import type { Results } from "../../src/report/results.ts";
import { sampleResults } from "./sample-results.ts";

/** The sample with `price` declared for video alone; `stray` rows of news hold a value too. */
function results(stray: number): Results {
  const sample = sampleResults();
  const only = { ds: null, dsPlain: null, meanPair: null, notScored: "only video has it", why: "named" };
  return {
    ...sample,
    ranking: sample.ranking.map((row) => (row.feature === "price" ? { ...row, ...only } : row)),
    features: sample.features.map((feature) => {
      if (feature.feature !== "price") return feature;
      const byDomain = Object.entries(feature.byDomain).map(([name, stats]) => {
        const held = name === "video" ? stats.rows : name === "news" ? stray : 0;
        return [name, { ...stats, nulls: stats.rows - held }] as const;
      });
      const encoding = { ...feature.encoding, role: "entity-specific:video" };
      return { ...feature, encoding, byDomain: Object.fromEntries(byDomain) };
    }),
  };
}

const report = (stray: number): string =>
  renderReport(results(stray))
    .find(({ path }) => path === "report.md")
    ?.text.toString() ?? "";
const warnings = (text: string): string => text.split("### Warnings")[1].split("\n## ")[0];

describe("a feature that one entity alone has, in the report", () => {
  const markdown = report(0);

  it("is named with its entity, and why it has no score", () => {
    expect(markdown).toContain("- Only **video** has price.");
    expect(markdown).toContain("Entity-specific features have no domain sensitivity and are not scored");
  });

  it("is no cause for a warning", () => {
    // But for drift, which is looked for in every feature.
    expect(warnings(markdown).replace(/^- \*\*price\*\* became null.*$/m, "")).not.toContain("**price**");
  });

  it("has dashes for rank, score, noise and kind, and keeps its dependence", () => {
    const line = markdown.split("\n").find((text) => /^\|\s+–\s+\| price\s/.test(text));
    expect(line?.split("|").map((cell) => cell.trim())).toEqual(
      expect.arrayContaining(["–", "price", "–", "–", "–", "–", "0.0440", "2", "yes"]),
    );
  });

  it("is shown without distances where it is selected by name", () => {
    const own = markdown.split("\n### price\n")[1].split("\n## ")[0];
    expect(own).toContain("Not scored: only video has it.");
    expect(own).not.toContain("plain distance");
  });

  it("is a warning when rows of other domains hold it, with their number", () => {
    expect(warnings(report(12))).toContain(
      "**price** is declared for video alone, but 12 rows of others hold a value.",
    );
  });
});
