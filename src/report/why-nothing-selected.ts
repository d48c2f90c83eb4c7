import type { StableResults } from "./stable-results.ts";

type Row = StableResults["ranking"][number];
type Rules = NonNullable<StableResults["selection"]>["rules"];

/** Why no feature is selected, as the end of a sentence: how many features fall under each rule, each under the first that rejects it. */
export function whyNothingSelected({ ranking, selection }: Pick<StableResults, "ranking" | "selection">): string {
  const rules = selection?.rules ?? { explicit: null, minScore: 0 };
  if (rules.explicit !== null) return "the configuration lists none of them under select.features";
  const rejecting = ranking.map((row) => rejectingRule(row, rules));
  const reasons = [
    { rule: "noise", what: "do not differ between domains beyond what sampling alone explains" },
    { rule: "minScore", what: `score less than select.minScore = ${rules.minScore}` },
    { rule: "score", what: "cannot be scored" },
  ] as const;
  return reasons
    .map(({ rule, what }) => ({ count: rejecting.filter((one) => one === rule).length, what }))
    .filter(({ count }) => count > 0)
    .map(({ count, what }, i) => `${count}${i === 0 ? ` of ${ranking.length} features` : ""} ${what}`)
    .join("; ");
}

/** The first rule that a feature breaks, in the order in which `selectFeatures` asks; null where it breaks none of these. */
function rejectingRule({ ds, aboveNoise }: Row, rules: Rules): "score" | "noise" | "minScore" | null {
  if (ds === null) return "score";
  if (rules.aboveNoise !== false && !aboveNoise) return "noise";
  return ds < rules.minScore ? "minScore" : null;
}
