import type { EncodedBatch, FeatureIds } from "../data/batch.ts";

/** How the ids of one feature find their embedding rows. */
export interface EmbeddingSpec {
  /** E of this feature. */
  readonly size: number;
  /** Rows of the table. */
  readonly rows: number;
  /** Numerical features: support id → table row (bucket). Null: the id is the row. */
  readonly bucketOfId: Int32Array | null;
  /** Position of the feature whose table this one uses; left out: it has its own. */
  readonly tableOf?: number;
  /** Of the feature, for errors. */
  readonly name?: string;
}

/** A table whose row r begins at r * stride, so that optimiser state may lie between the rows; frozen tables have stride = size. */
export interface FrozenTable {
  readonly spec: EmbeddingSpec;
  readonly weights: Float32Array;
  readonly stride: number;
}

/** Feature f as errors name it, by its position where its name is not known. */
export function featureLabel({ name }: EmbeddingSpec, f: number): string {
  return name === undefined ? `feature number ${f}` : `feature ${name}`;
}

/** The name of feature f's table among saved tensors. */
export function tableName(f: number): string {
  return `embedding/${f}/table`;
}

/** The weights of a table alone, row-major [V, E]; those of the table itself where nothing lies between its rows. */
export function compactWeights({ spec, weights, stride }: FrozenTable): Float32Array {
  const { rows, size } = spec;
  if (stride === size) return weights;
  const compact = new Float32Array(rows * size);
  for (let r = 0; r < rows; r++) compact.set(weights.subarray(r * stride, r * stride + size), r * size);
  return compact;
}

/** What is gathered of a batch for a network: x [B, K], and vectors [B, T, E] and lengths [B] of each of its sequences. */
export interface Gathered {
  readonly x: Float32Array;
  readonly histories: readonly { readonly vectors: Float32Array; readonly lengths: Float32Array }[];
}

/** Where the columns of one feature lie in x: B, K and the first of them. */
export interface PooledPlace {
  readonly rows: number;
  readonly width: number;
  readonly column: number;
}

/** A feature of a batch, by its position, and a table of a model trained before that embeds it. */
export interface FrozenInput {
  readonly feature: number;
  readonly table: FrozenTable;
}

/**
 * Writes the pooled embeddings of a batch into `x` [B, K], K the sum of the sizes, features in order. A scalar is its embedding; a
 * sequence is the mean of the embeddings of its ids, each occurrence counted; an empty sequence is the zero vector.
 */
export function gatherPooled(
  batch: Pick<EncodedBatch, "rows" | "features">,
  tables: readonly FrozenTable[],
  x: Float32Array,
  width: number,
): void {
  let column = 0;
  tables.forEach((table, f) => {
    gatherFeature(batch.features[f], table, x, { rows: batch.rows, width, column });
    column += table.spec.size;
  });
}

/** As `gatherPooled`, for the columns of one feature. */
export function gatherFeature(
  { ids, offsets }: FeatureIds,
  table: FrozenTable,
  x: Float32Array,
  { rows, width, column }: PooledPlace,
): void {
  if (offsets === null) gatherScalar(ids, table, x, rows, width, column);
  else gatherMean(ids, offsets, table, x, rows, width, column);
}

/** As `gatherPooled`, for some features in the order of the inputs: [B, K'], K' the sum of their sizes. */
export function gatherFrozen(
  { rows, features }: EncodedBatch,
  inputs: readonly FrozenInput[],
  x: Float32Array,
  width: number,
): void {
  const read = inputs.map(({ feature }) => features[feature]);
  gatherPooled(
    { rows, features: read },
    inputs.map(({ table }) => table),
    x,
    width,
  );
}

/**
 * Writes the embeddings of the last `length` elements of each row's sequence into `vectors` [B, T, E], from the first position on, and how many
 * these are into `lengths` [B]; what is left is zero, in rows beyond the batch too.
 */
export function gatherLast(
  rows: number,
  { ids, offsets }: FeatureIds,
  { spec, weights, stride }: FrozenTable,
  length: number,
  { vectors, lengths }: Gathered["histories"][number],
): void {
  if (offsets === null) throw new Error("only a sequence is read element by element");
  const { size, bucketOfId } = spec;
  vectors.fill(0);
  lengths.fill(0);
  for (let b = 0; b < rows; b++) {
    const end = offsets[b + 1];
    const first = Math.max(offsets[b], end - length);
    lengths[b] = end - first;
    for (let l = first; l < end; l++) {
      const from = (bucketOfId === null ? ids[l] : bucketOfId[ids[l]]) * stride;
      const to = (b * length + l - first) * size;
      for (let e = 0; e < size; e++) vectors[to + e] = weights[from + e];
    }
  }
}

function gatherScalar(
  ids: Int32Array,
  table: FrozenTable,
  x: Float32Array,
  rows: number,
  width: number,
  column: number,
): void {
  const { spec, weights, stride } = table;
  const { size, bucketOfId } = spec;
  for (let b = 0; b < rows; b++) {
    const from = (bucketOfId === null ? ids[b] : bucketOfId[ids[b]]) * stride;
    const to = b * width + column;
    for (let e = 0; e < size; e++) x[to + e] = weights[from + e];
  }
}

function gatherMean(
  ids: Int32Array,
  offsets: Int32Array,
  table: FrozenTable,
  x: Float32Array,
  rows: number,
  width: number,
  column: number,
): void {
  const { spec, weights, stride } = table;
  const { size, bucketOfId } = spec;
  for (let b = 0; b < rows; b++) {
    const to = b * width + column;
    x.fill(0, to, to + size);
    const length = offsets[b + 1] - offsets[b];
    for (let l = offsets[b]; l < offsets[b + 1]; l++) {
      const from = (bucketOfId === null ? ids[l] : bucketOfId[ids[l]]) * stride;
      for (let e = 0; e < size; e++) x[to + e] += weights[from + e];
    }
    for (let e = 0; e < size; e++) x[to + e] /= Math.max(length, 1);
  }
}
