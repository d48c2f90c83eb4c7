import { loadOnnx } from "../compute/load-onnx.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { sigmoid } from "../metrics/log-loss.ts";
import type { EmbeddingSpec } from "../models/embedding.ts";
import { domainInput, lengthName } from "../util/serving-names.ts";
import { sequenceLength } from "./export-network.ts";

type Feeds = Record<string, { data: Int32Array; shape: number[] }>;

/** Largest absolute difference between the exported model's probabilities and those of `logits` [B], on one batch. */
export async function checkExport(
  onnx: Uint8Array,
  encode: EncodeArtifact,
  specs: readonly EmbeddingSpec[],
  batch: EncodedBatch,
  { logits, readsDomain }: { readonly logits: Float32Array; readonly readsDomain: boolean },
): Promise<number> {
  const model = await loadOnnx(onnx);
  try {
    const { probability } = await model.run({
      ...feedsOf(encode, specs, batch),
      ...(readsDomain && { [domainInput]: { data: batch.domain.slice(0, batch.rows), shape: [batch.rows] } }),
    });
    let largest = 0;
    for (let b = 0; b < batch.rows; b++) largest = Math.max(largest, Math.abs(probability[b] - sigmoid(logits[b])));
    return largest;
  } finally {
    await model.close();
  }
}

function feedsOf(encode: EncodeArtifact, specs: readonly EmbeddingSpec[], { rows, features }: EncodedBatch): Feeds {
  const feeds: Feeds = {};
  encode.features.forEach((feature, f) => {
    const { ids, offsets } = features[f];
    const { bucketOfId } = specs[f];
    const rowOf = (id: number): number => (bucketOfId === null ? id : bucketOfId[id]);
    if (offsets === null) {
      feeds[feature.name] = { data: Int32Array.from(ids.subarray(0, rows), rowOf), shape: [rows] };
      return;
    }
    const width = sequenceLength(feature);
    const data = new Int32Array(rows * width);
    const lengths = new Int32Array(rows);
    for (let b = 0; b < rows; b++) {
      lengths[b] = offsets[b + 1] - offsets[b];
      for (let l = 0; l < lengths[b]; l++) data[b * width + l] = rowOf(ids[offsets[b] + l]);
    }
    feeds[feature.name] = { data, shape: [rows, width] };
    feeds[lengthName(feature.name)] = { data: lengths, shape: [rows] };
  });
  return feeds;
}
