import type { ImportanceResults } from "./results.ts";

type Entity = ImportanceResults["entities"][string];

/** A feature of an entity with its name, and how far its places by importance and dependence lie apart. */
export type RankedImportance = Entity["features"][string] & {
  readonly name: string;
  /** The difference of the places. */
  readonly spread: number;
  /** Whether that is at least half the number of features, and more than one. */
  readonly apart: boolean;
};

/** The specific features of an entity by rank. */
export function rankedImportance({ features }: Entity): RankedImportance[] {
  const entries = Object.entries(features);
  return entries
    .map(([name, feature]) => {
      const spread = Math.abs(feature.rank - feature.dependenceRank);
      return { name, ...feature, spread, apart: spread > 1 && spread >= entries.length / 2 };
    })
    .toSorted((a, b) => a.rank - b.rank);
}
