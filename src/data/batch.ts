/** Ids of one feature for the rows of a batch. A scalar has one id a row and no offsets. */
export interface FeatureIds {
  /** Scalar: [B]. Sequence: the ids of row b are at offsets[b] … offsets[b + 1] - 1. */
  readonly ids: Int32Array;
  readonly offsets: Int32Array | null;
}

/** Encoded rows, column by column; arrays may be longer than `rows`, and are reused when the reader says so. */
export interface EncodedBatch {
  readonly rows: number;
  /** [B] domain index. */
  readonly domain: Int32Array;
  /** [B] 0 or 1. */
  readonly label: Int32Array;
  /** [B] `_row`: the position of the row among all rows read. */
  readonly row: Float64Array;
  /** In the order of encode.json's features. */
  readonly features: readonly FeatureIds[];
  /** Copies the batch behind this one, for a reader that was asked to leave the moment to its consumer; at the latest it is copied when it is asked for. Its `features` are then those that are returned. */
  readonly copyNext?: () => EncodedBatch;
  /** Copies a part of it, for a consumer that waits for something else; false when nothing is left to be copied. */
  readonly copySome?: () => boolean;
}
