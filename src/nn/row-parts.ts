import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense } from "./dense.ts";

/** Parts of a network of the same form, of which each row uses one: those of the domains, or a single one for all. */
export interface RowParts {
  /** [P] prefixes of the names of their parameters. */
  readonly names: readonly string[];
  /** [B, P] one-hot; a padding row is all zero. */
  readonly of: tf.Tensor;
}

/** One tensor of every part, with a new first axis: [P, ...]. */
export function stackParts(parameters: Parameters, { names }: RowParts, suffix: string): tf.Tensor {
  return tf.stack(names.map((name) => parameters[`${name}/${suffix}`]));
}

/** Of a vector in every part (`[N]`, or any shape of N elements), that of each row's own part: [B, N]. */
export function ownVector(parameters: Parameters, parts: RowParts, suffix: string): tf.Tensor {
  const stacked = stackParts(parameters, parts, suffix);
  return tf.matMul(parts.of, tf.reshape(stacked, [parts.names.length, -1]));
}

/**
 * The dense layer `<part>/<suffix>` of each row's own part: [B, inputs] → [B, units]. One matrix product with the kernels of all parts
 * side by side, from which a row takes its own; zeros for a padding row where there are several parts.
 */
export function ownDense(parameters: Parameters, parts: RowParts, suffix: string, x: tf.Tensor): tf.Tensor {
  if (parts.names.length === 1) return dense(parameters, `${parts.names[0]}/${suffix}`, x);
  const kernels = parts.names.map((name) => parameters[`${name}/${suffix}/kernel`]);
  return tf.add(ownProduct(kernels, parts.of, x), ownVector(parameters, parts, `${suffix}/bias`));
}

/** x · kernel of each row's own part: P kernels [inputs, units], [B, inputs] → [B, units]. */
export function ownProduct(kernels: readonly tf.Tensor[], of: tf.Tensor, x: tf.Tensor): tf.Tensor {
  const units = kernels[0].shape[1] ?? 0;
  const all = tf.matMul(x, tf.concat([...kernels], 1));
  const byPart = tf.reshape(all, [x.shape[0], kernels.length, units]);
  return tf.sum(tf.mul(byPart, tf.expandDims(of, -1)), 1);
}
