import type { EncodedBatch, FeatureIds } from "../batch.ts";

/** Ids by entity: those of entity n under domain d are at d * stride + n. */
export interface EntityIds extends FeatureIds {
  /** 0 for an entity with the same ids in every domain. */
  readonly stride: number;
}

/** Features of users or of items, by the number of the user or item. */
export interface EntityFeatures {
  /** Positions among the features of encode.json. */
  readonly features: readonly number[];
  /** For each of them: scalar [count], with a stride [D count], or a sequence with offsets [count + 1]. */
  readonly ids: readonly EntityIds[];
}

/** Collects the features of entities from rows; the first row of an entity speaks for it. */
export class EntityCollector {
  readonly #features: readonly number[];
  readonly #seen: Uint8Array;
  readonly #scalars: readonly (Int32Array | null)[];
  readonly #lists: readonly Map<number, Int32Array>[];

  /** `sequences` [F] tells which of all features are sequences. */
  constructor(features: readonly number[], sequences: readonly boolean[], count: number) {
    this.#features = features;
    this.#seen = new Uint8Array(count);
    this.#scalars = features.map((f) => (sequences[f] ? null : new Int32Array(count)));
    this.#lists = features.map(() => new Map<number, Int32Array>());
  }

  /** Takes row b of a batch as a row of this entity. */
  take(entity: number, batch: EncodedBatch, b: number): void {
    if (this.#seen[entity] === 1) return;
    this.#seen[entity] = 1;
    this.#features.forEach((f, i) => {
      const { ids, offsets } = batch.features[f];
      const scalar = this.#scalars[i];
      if (scalar !== null) scalar[entity] = ids[b];
      else if (offsets !== null) this.#lists[i].set(entity, ids.slice(offsets[b], offsets[b + 1]));
    });
  }

  /** The ids of each feature; an entity without a row has id 0 and empty sequences. */
  finish(): EntityIds[] {
    return this.#scalars.map((scalar, i) => {
      const ids = scalar === null ? this.#joined(this.#lists[i]) : { ids: scalar, offsets: null };
      return { ...ids, stride: 0 };
    });
  }

  #joined(lists: ReadonlyMap<number, Int32Array>): FeatureIds {
    const offsets = new Int32Array(this.#seen.length + 1);
    for (let e = 0; e < this.#seen.length; e++) offsets[e + 1] = offsets[e] + (lists.get(e)?.length ?? 0);
    const ids = new Int32Array(offsets[this.#seen.length]);
    for (const [entity, list] of lists) ids.set(list, offsets[entity]);
    return { ids, offsets };
  }
}
