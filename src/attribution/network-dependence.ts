import * as tf from "@tensorflow/tfjs";
import type { Device, Program } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { featureLabel, type FrozenTable } from "../models/embedding.ts";
import { type Network, tensorSpecs } from "../models/network.ts";
import { RowFeeds, rowSignature, type RowTables, rowTensors } from "../models/row-feeds.ts";
import { DependenceSums } from "./dependence.ts";
import { pathSlope, sumPerFeature } from "./integrated-gradients.ts";
import type { Target } from "./network.ts";
import { notFinite } from "./not-finite.ts";
import { PathInput } from "./path-input.ts";
import type { Quadrature } from "./quadrature.ts";

/** A trained network of any model, its embedding tables outside. */
export interface TrainedNetwork extends RowTables {
  readonly network: Network;
  /** The network's tensors by name. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
}

export interface DependenceOptions {
  readonly device: Device;
  readonly rule: Quadrature;
  readonly target: Target;
  /** Batches of at most `dependenceBatch` rows. */
  readonly batches: AsyncIterable<EncodedBatch>;
  /** Rows to take from the batches, at most. */
  readonly rows: number;
}

/** Rows per batch. */
export const dependenceBatch = 256;

/**
 * Model dependence of every feature, [F]: mean |IG| from the zero baseline (DSFM, Eq. 4 and 5, Fig. 2 and 5), by the general path, for any
 * network of the model table. A feature that is read several times, pooled, element by element or by the table of another model, has the sum of
 * all; the elements of a sequence are scaled along the path, its length is not. The domain of a row is not
 * attributed: it stays what it is along the path. Errors: DomainlensError("compute") for an attribution that is not finite, with feature, row and batch.
 */
export async function networkDependence(model: TrainedNetwork, options: DependenceOptions): Promise<number[]> {
  const { network, tables } = model;
  const { device, rule, target, batches, rows } = options;
  const program = attributionProgram(model, rule, target);
  const compiled = await device.compile(program, rowSignature(network, dependenceBatch));
  const feeds = new RowFeeds(network, model, dependenceBatch);
  const sums = new DependenceSums(
    tables.map(({ spec }, f) => featureLabel(spec, f)),
    1,
  );
  const alike = new Int32Array(dependenceBatch);
  let [done, number] = [0, 0];
  try {
    for await (const batch of batches) {
      const { scores } = await compiled.run(feeds.fill(batch));
      number++;
      if (scores instanceof Float32Array) {
        requireFinite(scores, tables, batch, number);
        sums.add(scores, alike, batch.rows);
      }
      done += batch.rows;
      if (done >= rows) break;
    }
  } finally {
    await compiled.close();
  }
  return tables.map((_, f) => sums.of(f).overall.meanAbs ?? 0);
}

function requireFinite(
  scores: Float32Array,
  tables: readonly FrozenTable[],
  batch: EncodedBatch,
  number: number,
): void {
  const features = tables.length;
  for (let b = 0; b < batch.rows; b++) {
    const ofRow = scores.subarray(b * features, (b + 1) * features);
    if (!ofRow.every(Number.isFinite)) throw notFinite(ofRow, tables, { row: batch.row[b], batch: number });
  }
}

/** The inputs of `rowSignature` → `scores` [B, F]; the trained tensors are inside. */
function attributionProgram(
  { network, parameters, ...tables }: TrainedNetwork,
  rule: Quadrature,
  target: Target,
): Program {
  const path = new PathInput(network, tables);
  const sizes = tables.tables.map(({ spec }) => spec.size);
  return (t) => {
    const constants = Object.fromEntries(
      tensorSpecs(network).map(({ name, shape }): [string, tf.Tensor] => [
        name,
        tf.tensor(parameters.get(name) ?? new Float32Array(0), [...shape]),
      ]),
    );
    const rest = { weight: tf.ones([1]), training: false, afterHidden: (activation: tf.Tensor) => activation };
    const logits = (input: tf.Tensor): tf.Tensor =>
      network.logits(constants, { ...rowTensors({ ...t, ...path.split(input) }), ...rest });
    const input = path.join(t);
    const products = tf.mul(input, pathSlope(logits, rule, target, input).gradient);
    return { scores: path.isPlain ? sumPerFeature(sizes, products) : path.sumPerFeature(products, sizes.length) };
  };
}
