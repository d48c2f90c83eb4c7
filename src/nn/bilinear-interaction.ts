import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";

/** Whose matrix a pair (i, j) goes through: one for all pairs, one of field i, or one of the pair. */
export const bilinearKinds = ["all", "each", "interaction"] as const;
export type BilinearKind = (typeof bilinearKinds)[number];

/**
 * `<name>/kernel` [E, E] for all pairs of F fields, `<name>/<i>/kernel` [E, E] of field i, or `<name>/<i>/kernel` [F - 1 - i, E, E] of its pairs
 * with the fields after it; the last field has none.
 */
export function bilinearSpecs(name: string, kind: BilinearKind, fields: number, size: number): ParameterSpec[] {
  const kernel = (path: string, before: readonly number[] = []): ParameterSpec => ({
    name: `${path}/kernel`,
    shape: [...before, size, size],
    initialiser: "glorot-uniform",
  });
  if (kind === "all") return [kernel(name)];
  return Array.from({ length: fields - 1 }, (_, i) =>
    kernel(`${name}/${i}`, kind === "interaction" ? [fields - 1 - i] : []),
  );
}

/**
 * The bilinear interaction of all pairs of fields i < j, (v_i W) ⊙ v_j (Huang et al. 2019, FiBiNET, Eq. 6–8): [B, F, E] → [B, F (F - 1) / 2 · E],
 * the pairs of field 0 first.
 */
export function bilinearInteraction(
  parameters: Parameters,
  name: string,
  kind: BilinearKind,
  fields: tf.Tensor,
): tf.Tensor {
  const [rows, count, size] = fields.shape;
  const ofField = Array.from({ length: count - 1 }, (_, i) => {
    const others = count - 1 - i;
    const own = tf.reshape(tf.slice(fields, [0, i, 0], [-1, 1, -1]), [rows, size]);
    const kernel = kind === "all" ? parameters[`${name}/kernel`] : parameters[`${name}/${i}/kernel`];
    // The kernels of all pairs side by side: one product for a field.
    const wide = kind === "interaction" ? tf.reshape(tf.transpose(kernel, [1, 0, 2]), [size, others * size]) : kernel;
    const mapped = tf.reshape(tf.matMul(own, wide), [rows, -1, size]);
    return tf.mul(mapped, tf.slice(fields, [0, i + 1, 0], [-1, others, -1]));
  });
  return tf.reshape(tf.concat(ofField, 1), [rows, (count * (count - 1) * size) / 2]);
}
