import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { ImportanceArtifact } from "../data/artifacts/importance.ts";
import { compareImportance } from "../ranking/compare-importance.ts";
import { findFeature } from "./find-feature.ts";
import type { ImportanceResults } from "./results.ts";

type Entities = ImportanceResults["entities"];

/**
 * The importance of entity-specific features by entity and feature, beside their dependence over the entity's rows. Throws DomainlensError("internal")
 * when attribute.json lacks a feature.
 */
export function importanceOf(
  { settings, rows, entities }: ImportanceArtifact,
  attribute: Pick<AttributeArtifact, "features">,
): ImportanceResults {
  const results = entities.flatMap(({ entity, rows: ofEntity, test, features }, d): [string, Entities[string]][] => {
    const dependence = features.map(
      ({ name }) => findFeature(attribute.features, name, "attribute.json").byDomain[d].meanAbs ?? 0,
    );
    const compared = compareImportance(features, dependence);
    const named = features.map(({ name, rank, mean, deviation, byLabel, interval, rankInterval }, f) => {
      const [ofNegatives, ofPositives] = byLabel;
      const own = { rank, importance: mean, deviation, ofNegatives, ofPositives, interval, rankInterval };
      return [name, { ...own, dependence: dependence[f], dependenceRank: compared[f].dependenceRank }] as const;
    });
    return features.length === 0 ? [] : [[entity, { rows: ofEntity, test, features: Object.fromEntries(named) }]];
  });
  return { settings, rows, entities: Object.fromEntries(results) };
}
