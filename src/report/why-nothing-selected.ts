import type { StableResults } from "./stable-results.ts";

/** Why no feature is selected, as the end of a sentence: how many features fall under each rule. */
export function whyNothingSelected({ ranking, selection }: Pick<StableResults, "ranking" | "selection">): string {
  const { explicit, minScore } = selection?.rules ?? { explicit: null, minScore: 0 };
  if (explicit !== null) return "the configuration lists none of them under select.features";
  const scored = ranking.filter(({ notScored }) => notScored == null);
  const noisy = scored.filter(({ aboveNoise }) => !aboveNoise).length;
  const small = scored.filter(({ ds }) => ds !== null && ds < minScore).length;
  const reasons = [
    { count: noisy, what: "do not differ between domains beyond what sampling alone explains" },
    { count: small, what: `score less than select.minScore = ${minScore}` },
    { count: ranking.length - scored.length, what: "cannot be scored" },
  ].filter(({ count }) => count > 0);
  return reasons
    .map(({ count, what }, i) => `${count}${i === 0 ? ` of ${ranking.length} features` : ""} ${what}`)
    .join("; ");
}
