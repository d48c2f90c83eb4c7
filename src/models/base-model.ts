import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type EncodeArtifact, encodeSchema } from "../data/artifacts/encode.ts";
import { type TrainBaseArtifact, trainBaseSchema } from "../data/artifacts/train-base.ts";
import { DomainlensError } from "../util/errors.ts";
import { type EmbeddingSpec, type FrozenTable, tableName } from "./embedding.ts";
import { RowMemory, sharedFloats } from "./row-memory.ts";
import { readSafetensors, type StoredTensor } from "./safetensors.ts";

/** A dense layer y = x K + b, K row-major [in, out]. */
export interface DenseLayer {
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly in: number;
  readonly out: number;
}

/** The trained base network: pooled embeddings [B, K] → dense layers with ReLU between → one logit. */
export interface BaseModel {
  /** One a feature, in the order of encode.json. */
  readonly tables: readonly FrozenTable[];
  /** That of the `RowMemory` which the tables lie in; null where it cannot hold them. */
  readonly memory: WebAssembly.Memory | null;
  /** K, the sum of the embedding sizes. */
  readonly inputSize: number;
  readonly dense: readonly DenseLayer[];
  readonly encode: EncodeArtifact;
  readonly trainBase: TrainBaseArtifact;
}

/** Loads what train-base saved. `bucketOfId` comes from the numeric supports, null for categorical features. */
export async function loadBaseModel(
  trainBaseDir: string,
  encodeDir: string,
  bucketOfId: readonly (Int32Array | null)[],
): Promise<BaseModel> {
  const encode = encodeSchema.parse(JSON.parse(await readFile(join(encodeDir, "encode.json"), "utf8")));
  const trainBase = trainBaseSchema.parse(JSON.parse(await readFile(join(trainBaseDir, "model.json"), "utf8")));
  const specs = embeddingSpecs(encode, bucketOfId);
  // Threads that attribute read the same tables.
  const memory = RowMemory.for(specs.reduce((sum, { rows, size }) => sum + rows * size, 0));
  const tensors = await readSafetensors(join(trainBaseDir, "model.safetensors"), (name, length) =>
    name.startsWith("embedding/") ? sharedFloats(memory, length) : undefined,
  );
  const tables = specs.map((spec, f) => {
    return { spec, weights: tensor(tensors, tableName(spec.tableOf ?? f)).data, stride: spec.size };
  });
  const dense = Array.from({ length: trainBase.hidden.length + 1 }, (_, l) => {
    const kernel = tensor(tensors, `dense/${l}/kernel`);
    const [inputs, outputs] = kernel.shape;
    return { kernel: kernel.data, bias: tensor(tensors, `dense/${l}/bias`).data, in: inputs, out: outputs };
  });
  return { tables, memory: memory?.memory ?? null, inputSize: trainBase.inputSize, dense, encode, trainBase };
}

/** How each feature's ids find their embedding rows. */
export function embeddingSpecs(encode: EncodeArtifact, bucketOfId: readonly (Int32Array | null)[]): EmbeddingSpec[] {
  return encode.features.map((feature, f) => ({
    size: feature.embedding,
    rows: feature.embeddingRows,
    bucketOfId: bucketOfId[f],
    name: feature.name,
    ...(feature.vocabularyOf !== undefined && { tableOf: feature.vocabularyOf }),
  }));
}

function tensor(tensors: ReadonlyMap<string, StoredTensor>, name: string): StoredTensor {
  const found = tensors.get(name);
  if (found !== undefined) return found;
  throw new DomainlensError("data", {
    what: `model.safetensors has no tensor ${name}`,
    remedy: "run train-base again",
  });
}
