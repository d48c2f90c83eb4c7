import * as tf from "@tensorflow/tfjs";
import type { Network } from "../models/network.ts";
import { historyInputs, type RowTables } from "../models/row-feeds.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** One of the embedded inputs of a network, and which feature each of its numbers belongs to. */
interface Part {
  /** As in `rowSignature`. */
  readonly name: string;
  /** T of the vectors of a sequence; undefined for an input [B, K]. */
  readonly length: number | undefined;
  /** One a number of a row. */
  readonly features: readonly number[];
}

/** What of a network's rows is embedded, as one input [B, P]: what the path of Integrated Gradients scales. */
export class PathInput {
  readonly #parts: readonly Part[];

  constructor(network: Network, rows: RowTables) {
    const { tables, frozenTables = [] } = rows;
    const own = tables.flatMap(({ spec }, f) => repeated(f, spec.size));
    const frozen = frozenTables.flatMap(({ feature, table }) => repeated(feature, table.spec.size));
    const histories = historyInputs(network, rows).map(({ name, feature, table, length }) => {
      return { name, length, features: repeated(feature, length * table.spec.size) };
    });
    const pooled = [
      { name: "x", length: undefined, features: own },
      { name: "frozenX", length: undefined, features: frozen },
    ];
    this.#parts = [...pooled, ...histories].filter(({ features }) => features.length > 0);
  }

  /** The parts side by side. */
  join(tensors: Tensors): tf.Tensor {
    const parts = this.#parts.map(({ name, length, features }) => {
      const part = tensors[name];
      return length === undefined ? part : tf.reshape(part, [part.shape[0], features.length]);
    });
    return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
  }

  /** The parts by name. */
  split(input: tf.Tensor): Record<string, tf.Tensor> {
    if (this.#parts.length === 1) return { [this.#parts[0].name]: input };
    let from = 0;
    const parts = this.#parts.map(({ name, length, features }): [string, tf.Tensor] => {
      const part = tf.slice(input, [0, from], [-1, features.length]);
      from += features.length;
      if (length === undefined) return [name, part];
      return [name, tf.reshape(part, [input.shape[0], length, features.length / length])];
    });
    return Object.fromEntries(parts);
  }

  /** Whether the features' numbers lie one after the other, each feature's once. */
  get isPlain(): boolean {
    return this.#parts.length === 1;
  }

  /** [B, P] → [B, F]: the sum over all numbers of a feature, wherever they are read. */
  sumPerFeature(products: tf.Tensor, count: number): tf.Tensor {
    const features = this.#parts.flatMap((part) => part.features);
    const indicator = new Float32Array(features.length * count);
    features.forEach((f, p) => (indicator[p * count + f] = 1));
    return tf.matMul(products, tf.tensor2d(indicator, [features.length, count]));
  }
}

function repeated(feature: number, times: number): number[] {
  return new Array<number>(times).fill(feature);
}
