import type { EncodedFeature } from "../data/artifacts/encode.ts";
import type { SequenceInput } from "./model.ts";

/** What the choice of sequences and candidates reads of a feature. */
export type EncodedSequence = Pick<EncodedFeature, "sequence" | "embedding" | "maxLength" | "vocabularyOf">;

/** The sequences among the features, in their order; the candidate of one is the first scalar feature that shares its vocabulary. */
export function sequenceInputs(features: readonly EncodedSequence[]): SequenceInput[] {
  const ownerOf = (f: number): number => features[f].vocabularyOf ?? f;
  return features.flatMap(({ sequence, embedding, maxLength }, feature) => {
    if (!sequence) return [];
    const candidate = features.findIndex((other, f) => !other.sequence && ownerOf(f) === ownerOf(feature));
    return [{ feature, size: embedding, length: maxLength ?? 1, candidate: candidate < 0 ? undefined : candidate }];
  });
}
