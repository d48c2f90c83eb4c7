import type { SequenceInput } from "./model.ts";

/** What the choice of sequences and candidates reads of an encoded feature. */
export interface SharingFeature {
  /** Position among all features of the log, which `vocabularyOf` counts in; left out: the position here. */
  readonly index?: number;
  readonly sequence: boolean;
  readonly role: string;
  /** E */
  readonly embedding: number;
  /** Of a sequence. */
  readonly maxLength?: number | null;
  readonly vocabularyOf?: number;
}

/**
 * The sequences among the features, in their order. The candidate of one is the first scalar feature that shares its vocabulary and is not the
 * user's: what is recommended, or a property of it.
 */
export function sequenceInputs(features: readonly SharingFeature[]): SequenceInput[] {
  const owner = ({ vocabularyOf, index }: SharingFeature, f: number): number => vocabularyOf ?? index ?? f;
  return features.flatMap((one, feature) => {
    if (!one.sequence) return [];
    const candidate = features.findIndex(
      (other, f) => !other.sequence && other.role !== "user" && owner(other, f) === owner(one, feature),
    );
    const input = { feature, size: one.embedding, length: one.maxLength ?? 1 };
    return [{ ...input, candidate: candidate < 0 ? undefined : candidate }];
  });
}
