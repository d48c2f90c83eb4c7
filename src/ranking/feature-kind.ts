/** What a feature is to its domains, by its distributions and by what the model makes of them. */
export type FeatureKind = "domain-sensitive" | "distribution-only" | "effect-only" | "alike";

/** Share of the median dependence over all features below which the model hardly uses one. */
const hardlyUsed = 0.5;

/**
 * [F] the kind of each feature: `alike` within its noise floor; `effect-only` where its values are distributed alike and only the model
 * weighs them otherwise; of those with other distributions `domain-sensitive` where the model uses the feature, and
 * `distribution-only` where its dependence is less than half the median over all features.
 */
export function featureKinds(
  features: readonly { readonly differsBy: "distribution" | "effect" | "nothing"; readonly dependence: number }[],
): FeatureKind[] {
  const sorted = features.map(({ dependence }) => dependence).toSorted((a, b) => a - b);
  const upper = sorted.length >> 1;
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[upper]) / 2;
  return features.map(({ differsBy, dependence }) => {
    if (differsBy === "nothing") return "alike";
    if (differsBy === "effect") return "effect-only";
    return dependence < hardlyUsed * median ? "distribution-only" : "domain-sensitive";
  });
}
