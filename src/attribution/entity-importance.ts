import * as tf from "@tensorflow/tfjs";
import type { Device, Program } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { featureLabel } from "../models/embedding.ts";
import { type EntityFields, shapeOfFields } from "../models/mkt/entity-fields.ts";
import { memImportance } from "../models/mkt/mem-knowledge.ts";
import { entityRows } from "../models/mkt/mem-network.ts";
import type { MemOptions } from "../models/mkt/mkt-options.ts";
import { tensorSpecs } from "../models/network.ts";
import { RowFeeds, rowSignature, rowTensors } from "../models/row-feeds.ts";
import { ImportanceSums } from "./importance-sums.ts";
import type { TrainedNetwork } from "./network-dependence.ts";

/** A trained MEM, and what it was built from. */
export interface TrainedMem extends TrainedNetwork {
  readonly fields: EntityFields;
  readonly options: MemOptions;
}

export interface EntityImportanceOptions {
  readonly device: Device;
  /** Of at most `importanceBatch` rows. */
  readonly batches: AsyncIterable<EncodedBatch>;
  /** Decides the blocks of `ImportanceSums`. */
  readonly seed: number;
  /** Told after every batch how many rows are done. */
  readonly report: (rows: number) => void;
}

/** Rows per batch. */
export const importanceBatch = 1024;

/** The importance p (MKT Eq. 4) of every entity's specific features, summed over the entity's rows; in the order of the entities. */
export async function entityImportance(model: TrainedMem, options: EntityImportanceOptions): Promise<ImportanceSums[]> {
  const { network, fields, tables } = model;
  const { device, batches, seed, report } = options;
  const feeds = new RowFeeds(network, model, importanceBatch);
  const sums = fields.entities.map(({ specific }) => {
    return new ImportanceSums(
      specific.map((f) => featureLabel(tables[f].spec, f)),
      seed,
    );
  });
  const compiled = await device.compile(importanceProgram(model), rowSignature(network, importanceBatch));
  // Of an entity without specific features only the rows are counted.
  const nothing = new Float32Array(0);
  let [done, number] = [0, 0];
  try {
    for await (const batch of batches) {
      const outputs = await compiled.run(feeds.fill(batch));
      number++;
      for (let b = 0; b < batch.rows; b++) {
        const importance = outputs[String(batch.domain[b])] ?? nothing;
        const at = { row: batch.row[b], batch: number };
        if (importance instanceof Float32Array) sums[batch.domain[b]].add(importance, b, at, batch.label[b]);
      }
      done += batch.rows;
      report(done);
    }
  } finally {
    await compiled.close();
  }
  return sums;
}

/** The inputs of `rowSignature` → p [B, F] of each entity with specific features, by its place, as if every row were one of that entity. */
function importanceProgram({ network, parameters, fields, options }: TrainedMem): Program {
  const shape = shapeOfFields(fields);
  return (t) => {
    const { x, histories } = rowTensors(t);
    const frozen = Object.fromEntries(
      tensorSpecs(network).map(({ name, shape: lengths }): [string, tf.Tensor] => [
        name,
        tf.tensor(parameters.get(name) ?? new Float32Array(0), [...lengths]),
      ]),
    );
    const scored = shape.entities.flatMap((entity, n) =>
      entity.specificFields === 0
        ? []
        : [[String(n), memImportance(frozen, entityRows(x, fields, n, histories), entity, shape, options)] as const],
    );
    return Object.fromEntries(scored);
  };
}
