import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { EntityImportance, ImportanceArtifact } from "../data/artifacts/importance.ts";
import type { RankArtifact } from "../data/artifacts/rank.ts";
import { compareImportance } from "../ranking/compare-importance.ts";
import { findFeature } from "./find-feature.ts";
import type { ImportanceResults } from "./results.ts";

/**
 * The importance of entity-specific features by entity and feature, beside their dependence over the entity's rows and their DS. Throws
 * DomainlensError("internal") when an artifact lacks a feature.
 */
export function importanceOf(
  { settings, rows, entities }: ImportanceArtifact,
  attribute: AttributeArtifact,
  rank: RankArtifact,
): ImportanceResults {
  const scored = entities.filter(({ features }) => features.length > 0);
  const results = scored.map((one): [string, ImportanceResults["entities"][string]] => [
    one.entity,
    { rows: one.rows, test: one.test, features: featuresOf(one, attribute, rank) },
  ]);
  return { settings, rows, entities: Object.fromEntries(results) };
}

function featuresOf(
  { entity, features }: EntityImportance,
  attribute: AttributeArtifact,
  { domains, features: ranked }: RankArtifact,
): ImportanceResults["entities"][string]["features"] {
  const d = domains.indexOf(entity);
  const compared = compareImportance({
    features,
    dependence: features.map(
      ({ name }) => findFeature(attribute.features, name, "attribute.json").byDomain[d].meanAbs ?? 0,
    ),
    ranked: features.map(({ name }) => findFeature(ranked, name, "rank.json")),
    domains: domains.length,
  });
  return Object.fromEntries(
    features.map(({ name, rank, mean, deviation, byLabel, interval, rankInterval }, f) => {
      const { dependence, dependenceRank, shift, shiftRank } = compared[f];
      const [ofNegatives, ofPositives] = byLabel;
      const own = { rank, importance: mean, deviation, ofNegatives, ofPositives, interval, rankInterval };
      return [name, { ...own, dependence, dependenceRank, shift, shiftRank }];
    }),
  );
}
