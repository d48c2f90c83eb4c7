import type { EncodeArtifact } from "../../data/artifacts/encode.ts";

/** Bytes of float32 embedding tables, those that features share once. @param numbers how many a row of a table with embeddings of size E has */
export function tableMemory({ features }: EncodeArtifact, numbers: (size: number) => number): number {
  return features
    .filter(({ vocabularyOf }) => vocabularyOf === undefined)
    .reduce((sum, { embedding, embeddingRows }) => sum + 4 * embeddingRows * numbers(embedding), 0);
}

/** Bytes of the tables from support ids to embedding rows. */
export function bucketMemory({ features }: EncodeArtifact): number {
  return features.reduce((sum, { kind, ids }) => sum + (kind === "numerical" ? 4 * ids : 0), 0);
}

/** K, the numbers of a row's pooled embeddings. */
export function inputWidth({ features }: EncodeArtifact): number {
  return features.reduce((sum, { embedding }) => sum + embedding, 0);
}
