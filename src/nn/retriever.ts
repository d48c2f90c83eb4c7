import * as tf from "@tensorflow/tfjs";
import { type AttentionInputs, softmaxAttention } from "./attention.ts";
import { type Parameters, dense, denseSpecs } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";
import { perToken } from "./per-token.ts";

/** `linear` is DSFM Eq. 15; `softmax` the attention that DSFM 4.2.3 replaces by it. */
export type AttentionKind = "linear" | "softmax";

export interface RetrieverShape {
  /** d */
  readonly tokenSize: number;
  /** d', the width of queries, keys and values. */
  readonly attentionSize: number;
  /** Hidden units of the feed-forward network; DSFM leaves them open. */
  readonly ffnSize: number;
}

/** `<name>/{query,key,value}/kernel` [d, d'], `<name>/output/kernel` [d', d] and the two layers `<name>/ffn/<l>`. */
export function retrieverSpecs(name: string, shape: RetrieverShape): ParameterSpec[] {
  const { tokenSize, attentionSize, ffnSize } = shape;
  const kernel = (part: string, from: number, to: number): ParameterSpec => ({
    name: `${name}/${part}/kernel`,
    shape: [from, to],
    initialiser: "glorot-uniform",
  });
  return [
    ...["query", "key", "value"].map((part) => kernel(part, tokenSize, attentionSize)),
    kernel("output", attentionSize, tokenSize),
    ...denseSpecs(`${name}/ffn/0`, tokenSize, ffnSize, "he-normal"),
    ...denseSpecs(`${name}/ffn/1`, ffnSize, tokenSize),
  ];
}

/** What a retriever gives, both in the shape of its tokens. */
export interface Retrieved {
  /** A of Eq. 11 and 12. */
  readonly attention: tf.Tensor;
  /** Z' of Eq. 14. */
  readonly output: tf.Tensor;
}

/**
 * The retriever (DSFM Eq. 11–14): A = Attention(Z W_Q, Z_ext W_K, Z_ext W_V) W_O, Z_A = Z + A, Z' = FFN(Z_A) + Z_A, with
 * FFN(x) = ReLU(x W_1 + b_1) W_2 + b_2 per token. tokens Z [B, M, d], external Z_ext [B, N, d].
 */
export function retrieve(
  parameters: Parameters,
  name: string,
  kind: AttentionKind,
  tokens: tf.Tensor,
  external: tf.Tensor,
): Retrieved {
  const kernel = (part: string): tf.Tensor => parameters[`${name}/${part}/kernel`];
  const queries = perToken(tokens, (z) => tf.matMul(z, kernel("query")));
  const keys = perToken(external, (z) => tf.matMul(z, kernel("key")));
  // Attention is linear in V: W_O may be applied before it, where the values have the token size already.
  const values = perToken(external, (z) => tf.matMul(z, tf.matMul(kernel("value"), kernel("output"))));
  const attention = attend(kind, { queries, keys, values });
  const enriched = tf.add(tokens, attention);
  const ffn = (z: tf.Tensor): tf.Tensor =>
    dense(parameters, `${name}/ffn/1`, tf.relu(dense(parameters, `${name}/ffn/0`, z)));
  return { attention, output: tf.add(perToken(enriched, ffn), enriched) };
}

/** Attention over tokens without a mask: linear (Eq. 15), or softmax with scale 1/√d'. [B, M, H]. */
export function attend(kind: AttentionKind, inputs: Omit<AttentionInputs, "mask">): tf.Tensor {
  return kind === "linear" ? linear(inputs) : softmaxAttention(inputs);
}

/**
 * φ(x) = ELU(x) + 1 of Eq. 15 as max(x + 1, exp(min(x, 0))): x + 1 ≤ exp(x) everywhere. exp(x) is not formed as expm1(x) + 1, which
 * is 0 in float32 for very negative x and leaves 0 / 0. Its slope is min(φ, 1).
 */
export function positiveFeatures(x: tf.Tensor): tf.Tensor {
  return tf.customGrad((input, save) => {
    const at = input as tf.Tensor;
    const phi = tf.maximum(tf.add(at, 1), tf.exp(tf.minimum(at, 0)));
    (save as tf.GradSaveFunc)([phi]);
    return {
      value: phi,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.minimum(saved, 1)),
    };
  })(x);
}

/**
 * a / b, where b has size 1 along `axis` and the shape of a otherwise. The gradient takes the quotient itself, where tf.div squares b,
 * which may be 1e-20.
 */
function divideAlong(a: tf.Tensor, b: tf.Tensor, axis: number): tf.Tensor {
  return tf.customGrad((numerator, denominator, save) => {
    const ratio = tf.div(numerator as tf.Tensor, denominator as tf.Tensor);
    (save as tf.GradSaveFunc)([ratio, denominator as tf.Tensor]);
    return {
      value: ratio,
      gradFunc: (dy: tf.Tensor, [saved, below]: tf.Tensor[]) => {
        const slope = tf.div(dy, below);
        return [slope, tf.neg(tf.sum(tf.mul(slope, saved), axis, true))];
      },
    };
  })(a, b);
}

/** With fewer keys than d' the weights of all pairs are the smaller product; otherwise Σ φ(K)ᵀ V, which does not grow with the keys. */
function linear({ queries, keys, values }: AttentionInputs): tf.Tensor {
  const phiQ = positiveFeatures(queries);
  const phiK = positiveFeatures(keys);
  if ((keys.shape[1] ?? 0) < (keys.shape[2] ?? 0)) {
    // Queries last: what is the same for all keys then broadcasts over the longer axis.
    const products = tf.matMul(phiK, phiQ, false, true);
    return tf.matMul(divideAlong(products, tf.sum(products, 1, true), 1), values, true, false);
  }
  const memory = tf.matMul(phiK, values, true, false);
  const mass = tf.matMul(phiQ, tf.sum(phiK, 1, true), false, true);
  return divideAlong(tf.matMul(phiQ, memory), mass, 2);
}
