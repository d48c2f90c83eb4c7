import * as tf from "@tensorflow/tfjs";
import type { RowTables } from "../models/row-feeds.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/** One of the embedded inputs of a network, and which feature each of its numbers belongs to. */
interface Part {
  /** As in `rowSignature`. */
  readonly name: string;
  /** One a number of a row. */
  readonly features: readonly number[];
}

/** What of a network's rows is embedded, as one input [B, P]: what the path of Integrated Gradients scales. */
export class PathInput {
  readonly #parts: readonly Part[];

  constructor({ tables, frozenTables = [] }: RowTables) {
    const own = tables.flatMap(({ spec }, f) => repeated(f, spec.size));
    const frozen = frozenTables.flatMap(({ feature, table }) => repeated(feature, table.spec.size));
    this.#parts = [
      { name: "x", features: own },
      { name: "frozenX", features: frozen },
    ].filter(({ features }) => features.length > 0);
  }

  /** The parts side by side. */
  join(tensors: Tensors): tf.Tensor {
    const parts = this.#parts.map(({ name }) => tensors[name]);
    return parts.length === 1 ? parts[0] : tf.concat(parts, 1);
  }

  /** The parts by name. */
  split(input: tf.Tensor): Record<string, tf.Tensor> {
    if (this.#parts.length === 1) return { [this.#parts[0].name]: input };
    let from = 0;
    const parts = this.#parts.map(({ name, features }): [string, tf.Tensor] => {
      const part = tf.slice(input, [0, from], [-1, features.length]);
      from += features.length;
      return [name, part];
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
