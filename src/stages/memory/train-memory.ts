import type { Config } from "../../config/schema.ts";
import type { MemoryPart } from "../../dag/memory.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { bytesPerRow, idsPerRow, windowMemory } from "../../data/window-rows.ts";
import { predictRows } from "../../training/batch-size.ts";
import { rowRules } from "../../training/row-updates.ts";
import { bucketMemory, inputWidth, tableMemory } from "./table-memory.ts";

/** Of the finished model: the saved tables, the exported model, and twice what a session makes of it. */
const copiesOfTables = 4;
/** Tensors of the width of a layer that a step holds: activations, masks, gradients and their copies. */
const tensorsPerLayer = 6;
/** Logit, label and domain of a row, and what the AUC sorts by and with, twice. */
const bytesPerPrediction = 9 + 2 * 8;

/** Of a gradient that is sorted by its id: key, key to sort into, share and place, in memory of twice their size. */
const bytesPerGradient = 2 * 28;

/** What training the base network keeps in memory. */
export function trainMemory(encode: EncodeArtifact, base: Config["base"], threads: number): MemoryPart[] {
  const { train, valid, test } = encode.splits;
  const widths = [inputWidth(encode), ...base.hidden].reduce((sum, width) => sum + width, 0);
  const evaluated = Math.max(valid, test);
  return [
    {
      what: "embedding tables with what the optimiser keeps",
      bytes: tableMemory(encode, rowRules[base.embeddingOptimiser ?? "lazy-adam"].stride) + bucketMemory(encode),
    },
    { what: "the tables in the saved and exported model", bytes: copiesOfTables * tableMemory(encode, (size) => size) },
    {
      what: "rows read ahead",
      bytes: windowMemory(encode, train, true) + windowMemory(encode, evaluated, false),
    },
    { what: "batches", bytes: 4 * tensorsPerLayer * base.batchSize * widths },
    { what: "rows that threads share", bytes: sharedMemory(encode, base.batchSize) },
    {
      what: "gradients that threads sort",
      bytes: threads * bytesPerGradient * base.batchSize * mostIdsPerRow(encode),
    },
    { what: "predictions", bytes: bytesPerPrediction * evaluated },
  ];
}

/** Of the rows that are gathered at once: ids of two batches and of two that threads share, in memory of twice their size, and inputs and gradients that they share. */
function sharedMemory(encode: EncodeArtifact, batchSize: number): number {
  return Math.max(batchSize, predictRows) * (6 * bytesPerRow(encode) + 2 * 4 * inputWidth(encode));
}

/** Ids of a row that are rows of one table, of the table with the most. */
function mostIdsPerRow({ features }: EncodeArtifact): number {
  const ids = new Map<number, number>();
  for (const feature of features) {
    const table = feature.vocabularyOf ?? feature.index;
    ids.set(table, (ids.get(table) ?? 0) + idsPerRow(feature));
  }
  return Math.max(0, ...ids.values());
}
