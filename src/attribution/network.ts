/** A dense layer: y = x K + b, K row-major [inputs, outputs]. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float32Array | Float64Array;
  readonly bias: Float32Array | Float64Array;
}

/**
 * A frozen network over the concatenated pooled embeddings [B, K]: dense layers with ReLU between them, the last one gives one logit.
 * `sizes` are the embedding sizes E of the features in order; they add up to K.
 */
export interface FrozenMlp {
  readonly sizes: readonly number[];
  readonly layers: readonly DenseLayer[];
}

/** What is attributed: the probability sigmoid(logit), or the logit itself. */
export type Target = "probability" | "logit";
