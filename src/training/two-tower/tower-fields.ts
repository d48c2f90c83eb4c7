import type { EntityIds } from "../../data/retrieval/entity-features.ts";
import type { EmbeddingSpec } from "../../models/embedding.ts";
import type { TowerName } from "../../models/two-tower/two-towers.ts";

/** One feature of a tower: how an entity's embeddings become E numbers. */
export interface TowerField {
  readonly name: string;
  /** Number of its embedding table; fields may share one. */
  readonly table: number;
  /** Ids by the number of the entity, and of the domain where the entity has others in each. */
  readonly ids: EntityIds;
  /** The sum of a sequence's L embeddings is divided by L^power: 1 for their mean. */
  readonly power: number;
  /** Whether a training row's entity of the other tower is left out of the sequence, as a user's history holds the row's item. */
  readonly withoutOther: boolean;
}

/** An embedding table, which one field or several read. */
export interface TowerTable {
  readonly name: string;
  readonly spec: EmbeddingSpec;
  /** Stays zero; -1 for none. */
  readonly frozenRow: number;
  /** Starting values [V, E] from the pairs of one domain, or of all (null); random ones when left out. */
  readonly start?: (domain: number | null) => Float32Array;
}

/** What the towers read. */
export interface TowerFields extends Readonly<Record<TowerName, readonly TowerField[]>> {
  readonly tables: readonly TowerTable[];
}
