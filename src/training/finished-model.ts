import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { TrainBaseArtifact } from "../data/artifacts/train-base.ts";
import type { EncodedSplit } from "../data/encoded-rows.ts";
import { tensorSpecs } from "../models/network.ts";
import { compactWeights, type EmbeddingSpec, type FrozenTable, tableName } from "../models/embedding.ts";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../models/safetensors.ts";
import { checkExport } from "./check-export.ts";
import type { TrainedWeights } from "./trained-weights.ts";
import type { Trainer } from "./trainer.ts";

/** Saves `embedding/<feature index>/table` of every table, `frozen/<n>/table` of the frozen tables, and the network's tensors by name, state and frozen ones among them. */
export async function saveWeights(trainer: Trainer, path: string): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [f, table] of trainer.ownTables) {
    tensors.set(tableName(f), { shape: [table.spec.rows, table.spec.size], data: table.weights() });
  }
  const { network, frozenTables = [] } = trainer.options;
  frozenTables.forEach(({ table }, n) => {
    // Features that share a table read the same array.
    if (frozenTables.findIndex((other) => other.table.weights === table.weights) < n) return;
    tensors.set(`frozen/${n}/table`, { shape: [table.spec.rows, table.spec.size], data: compactWeights(table) });
  });
  for (const { name, shape } of tensorSpecs(network)) {
    tensors.set(name, { shape, data: trainer.parameters.get(name) ?? new Float32Array(0) });
  }
  await writeSafetensors(path, tensors);
}

/** The weights that `saveWeights` saved of a model with these tables. Throws when a table is not there. */
export async function readWeights(path: string, specs: readonly EmbeddingSpec[]): Promise<TrainedWeights> {
  const stored = await readSafetensors(path);
  const tables = specs.map((spec, f): FrozenTable => {
    const name = tableName(spec.tableOf ?? f);
    const table = stored.get(name);
    if (table === undefined) throw new Error(`${path} has no ${name}`);
    return { spec, weights: table.data, stride: spec.size };
  });
  return { tables, tensors: new Map([...stored].map(([name, { data }]) => [name, data])) };
}

/** Trainable numbers of the tables and of the network. */
export function countParameters(trainer: Trainer): { embedding: number; dense: number } {
  const embedding = [...trainer.ownTables.values()].reduce((sum, { spec }) => sum + spec.rows * spec.size, 0);
  const { specs } = trainer.options.network;
  return { embedding, dense: specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0) };
}

/** How far the exported model's probabilities are from the trainer's, on the first batch of a split. */
export async function compareExport(
  trainer: Trainer,
  onnx: Uint8Array,
  encode: EncodeArtifact,
  test: EncodedSplit,
): Promise<TrainBaseArtifact["onnx"]> {
  const specs = trainer.tables.map((table) => table.spec);
  const readsDomain = trainer.options.network.domains > 0;
  for await (const batch of test.batches({ batchSize: trainer.predictRows, most: trainer.predictRows })) {
    const logits = await trainer.predict(batch);
    return {
      maxAbsDifference: await checkExport(onnx, encode, specs, batch, { logits, readsDomain }),
      rows: batch.rows,
    };
  }
  return { maxAbsDifference: 0, rows: 0 };
}
