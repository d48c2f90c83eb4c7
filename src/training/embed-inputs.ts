import * as tf from "@tensorflow/tfjs";
import { compactWeights, type FrozenTable } from "../models/embedding.ts";

/** A sequence input of an exported model: ids [N, L] and, of each row, how many of them are real [N]. */
export interface SequenceIds {
  readonly ids: tf.Tensor;
  readonly length: tf.Tensor;
}

/** Embeds the inputs of an exported model; features that share a table share its initialiser. */
export class InputEmbedder {
  readonly #tensors = new Map<Float32Array, tf.Tensor2D>();

  /** ids [N] → [N, E] */
  scalar(table: FrozenTable, ids: tf.Tensor): tf.Tensor {
    return tf.gather(this.#tensorOf(table), ids);
  }

  /** The sum of the first `length` embeddings divided by length^power, by default their mean: [N, E]; zero for an empty sequence. */
  mean(table: FrozenTable, { ids, length }: SequenceIds, power = 1): tf.Tensor {
    const tensor = this.#tensorOf(table);
    const column = tf.expandDims(tf.cast(length, "float32"), 1);
    const embedded = elements(tensor, ids, column);
    const atLeastOne = tf.maximum(column, 1);
    return tf.div(tf.sum(embedded, 1), power === 1 ? atLeastOne : tf.pow(atLeastOne, power));
  }

  /** The last T of the first `length` embeddings, from the first place on: [N, T, E], zeros after them. */
  last(table: FrozenTable, { ids, length }: SequenceIds, places: number): tf.Tensor {
    const tensor = this.#tensorOf(table);
    const column = tf.expandDims(tf.cast(length, "float32"), 1);
    const embedded = elements(tensor, ids, column);
    const most = ids.shape[1] ?? 1;
    if (places >= most) return embedded;
    // Place t holds element t + max(length - T, 0): a product with [N, T, L] of zeros and ones.
    const first = tf.relu(tf.sub(column, places));
    const element = tf.expandDims(tf.add(first, tf.range(0, places, 1, "float32")), 2);
    const chosen = tf.cast(tf.equal(element, tf.range(0, most, 1, "float32")), "float32");
    return tf.matMul(chosen, embedded);
  }

  #tensorOf(table: FrozenTable): tf.Tensor2D {
    const { rows, size } = table.spec;
    const tensor = this.#tensors.get(table.weights) ?? tf.tensor2d(compactWeights(table), [rows, size]);
    this.#tensors.set(table.weights, tensor);
    return tensor;
  }
}

/** The first `column` [N, 1] embeddings of each row, zeros after them: [N, L, E]. */
function elements(table: tf.Tensor2D, ids: tf.Tensor, column: tf.Tensor): tf.Tensor {
  const places = ids.shape[1] ?? 1;
  const isElement = tf.cast(tf.less(tf.range(0, places, 1, "float32"), column), "float32");
  return tf.mul(tf.gather(table, ids), tf.expandDims(isElement, 2));
}
