import * as tf from "@tensorflow/tfjs";
import type { Device, Program, Signature } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { type FrozenTable, gatherPooled } from "../models/embedding.ts";
import { type Network, tensorSpecs } from "../models/network.ts";
import { DependenceSums } from "./dependence.ts";
import { pathSlope, sumPerFeature } from "./integrated-gradients.ts";
import type { Target } from "./network.ts";
import type { Quadrature } from "./quadrature.ts";

/** A trained network of any model, its embedding tables outside. */
export interface TrainedNetwork {
  readonly network: Network;
  /** The network's tensors by name. */
  readonly parameters: ReadonlyMap<string, Float32Array>;
  readonly tables: readonly FrozenTable[];
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
 * network of the model table. The domain of a row is not attributed: it stays what it is along the path.
 */
export async function networkDependence(model: TrainedNetwork, options: DependenceOptions): Promise<number[]> {
  const { network, tables } = model;
  const { device, rule, target, batches, rows } = options;
  const sizes = tables.map(({ spec }) => spec.size);
  const compiled = await device.compile(attributionProgram(model, sizes, rule, target), signatureOf(network));
  const x = new Float32Array(dependenceBatch * network.inputSize);
  const domain = new Float32Array(dependenceBatch * network.domains);
  const sums = new DependenceSums(sizes.length, 1);
  const alike = new Int32Array(dependenceBatch);
  let done = 0;
  try {
    for await (const batch of batches) {
      gatherPooled(batch, tables, x, network.inputSize);
      x.fill(0, batch.rows * network.inputSize);
      domain.fill(0);
      if (network.domains > 0) for (let b = 0; b < batch.rows; b++) domain[b * network.domains + batch.domain[b]] = 1;
      const { scores } = await compiled.run(network.domains > 0 ? { x, domain } : { x });
      if (scores instanceof Float32Array) sums.add(scores, alike, batch.rows);
      done += batch.rows;
      if (done >= rows) break;
    }
  } finally {
    await compiled.close();
  }
  return sizes.map((_, f) => sums.of(f).overall.meanAbs ?? 0);
}

function signatureOf({ inputSize, domains }: Network): Signature {
  const x = { shape: [dependenceBatch, inputSize], dtype: "float32" } as const;
  return domains > 0 ? { x, domain: { shape: [dependenceBatch, domains], dtype: "float32" } } : { x };
}

/** `x` [B, K] and `domain` [B, D] → `scores` [B, F]; the trained tensors are inside. */
function attributionProgram(
  { network, parameters }: TrainedNetwork,
  sizes: readonly number[],
  rule: Quadrature,
  target: Target,
): Program {
  return ({ x, domain }) => {
    const frozen = Object.fromEntries(
      tensorSpecs(network).map(({ name, shape }): [string, tf.Tensor] => [
        name,
        tf.tensor(parameters.get(name) ?? new Float32Array(0), [...shape]),
      ]),
    );
    const rest = { domain: domain ?? tf.zeros([1, 1]), weight: tf.ones([1]), training: false };
    const logits = (input: tf.Tensor): tf.Tensor =>
      network.logits(frozen, { ...rest, x: input, afterHidden: (activation) => activation });
    const { gradient } = pathSlope(logits, rule, target, x);
    return { scores: sumPerFeature(sizes, tf.mul(x, gradient)) };
  };
}
