import type { EncodeArtifact } from "./artifacts/encode.ts";

/** Rows shuffled together: as many as fit into this many bytes of compact columns. They decide the batches, and so do not follow the memory there is. */
const windowBytes = 48 * 2 ** 20;
const minWindowRows = 1 << 15;
const orderedRows = 1 << 16;

type Feature = EncodeArtifact["features"][number];

/** Bytes of a row in compact columns, sequences as long as they usually are. */
export function bytesPerRow({ features }: Pick<EncodeArtifact, "features">): number {
  return 13 + features.reduce((sum, feature) => sum + (feature.sequence ? 4 : 0) + 4 * idsPerRow(feature), 0);
}

/** Ids of a feature in a row, of a sequence as many as it usually has. */
export function idsPerRow({ sequence, maxLength }: Pick<Feature, "sequence" | "maxLength">): number {
  return sequence ? Math.min(maxLength ?? 50, 20) : 1;
}

/** Rows of a window of a split of `rows` rows, read in random order or in its own. */
export function windowRows(encode: Pick<EncodeArtifact, "features">, rows: number, shuffled: boolean): number {
  const most = shuffled ? Math.max(minWindowRows, Math.floor(windowBytes / bytesPerRow(encode))) : orderedRows;
  return Math.min(rows, most);
}

/** Steps of an epoch over `rows` training rows: windows are filled to the last row, and the last batch of each is short. */
export function stepsPerEpoch(encode: Pick<EncodeArtifact, "features">, rows: number, batchSize: number): number {
  if (rows === 0) return 0;
  const window = windowRows(encode, rows, true);
  return Math.floor(rows / window) * Math.ceil(window / batchSize) + Math.ceil((rows % window) / batchSize);
}

/** Bytes of the two windows that a split is read through: columns of sequences double when they are full. */
export function windowMemory(encode: Pick<EncodeArtifact, "features">, rows: number, shuffled: boolean): number {
  return 2 * 2 * bytesPerRow(encode) * windowRows(encode, rows, shuffled);
}

/** What may be kept of a split that is read again, at most. */
const mostKeptBytes = 2 ** 28;

/** Bytes that may be kept of each of two splits, training and validation rows, of memory that nothing else needs. */
export function keptBytes(memory: number): number {
  return Math.min(mostKeptBytes, Math.max(0, Math.floor(memory / 2)));
}
