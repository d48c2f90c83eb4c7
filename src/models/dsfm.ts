import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { type AttentionKind, retrieve, retrieverSpecs } from "../nn/retriever.ts";
import { retrieveUnits } from "../nn/unit-retriever.ts";
import { DomainlensError } from "../util/errors.ts";
import { type ModelInputs, type ModelShape, defineModel } from "./model.ts";

export interface DsfmOptions {
  /** Units of the hidden layers of the base tower, and of the extractor's (4.2.2: both have the same layers). */
  readonly hidden: readonly number[];
  readonly attention: AttentionKind;
  /** A retriever after the embedding layer. */
  readonly embeddingAttention: boolean;
  /** A retriever after every hidden layer. */
  readonly hiddenAttention: boolean;
  /** Adds the extractor's logit to the base tower's. */
  readonly auxiliaryLogit: boolean;
  /** d' of the retriever after the embedding layer, and of those after hidden layers. */
  readonly embeddingAttentionSize: number;
  readonly hiddenAttentionSize: number;
  /** Hidden units of the retrievers' feed-forward networks. */
  readonly embeddingFfnSize: number;
  readonly hiddenFfnSize: number;
}

/**
 * Retrievable domain-sensitive feature memory (DSFM 4.2): a base tower over all features and an extractor over the domain-sensitive
 * ones (Eq. 10); after the embedding layer and after every hidden layer the base tower attends to the extractor's activation (Eq.
 * 11–15), and the logits of both are added (4.2.1). The tokens of a hidden layer are its units.
 */
export const dsfm = defineModel<DsfmOptions>({
  name: "dsfm",
  source: "DSFM, 4.2, Eq. 10-15",
  defaults: ({ hidden }) => ({
    hidden,
    attention: "linear",
    embeddingAttention: true,
    hiddenAttention: true,
    auxiliaryLogit: true,
    embeddingAttentionSize: 16,
    hiddenAttentionSize: 4,
    embeddingFfnSize: 16,
    hiddenFfnSize: 4,
  }),
  specs: dsfmSpecs,
  logits: (parameters, inputs, shape, options) => dsfmOutputs(parameters, inputs, shape, options)["logit"],
});

function dsfmSpecs(shape: ModelShape, options: DsfmOptions): ParameterSpec[] {
  const { hidden } = options;
  const tokenSize = tokenSizeOf(shape);
  const embedding = { tokenSize, attentionSize: options.embeddingAttentionSize, ffnSize: options.embeddingFfnSize };
  const unit = { tokenSize: 1, attentionSize: options.hiddenAttentionSize, ffnSize: options.hiddenFfnSize };
  const width = (positions: readonly number[]): number => positions.reduce((sum, f) => sum + shape.sizes[f], 0);
  return [
    ...towerSpecs("base", width([...shape.sizes.keys()]), hidden),
    ...outputSpecs("base", shape, hidden),
    ...(hasExtractor(options) ? towerSpecs("extractor", width(shape.sensitive), hidden) : []),
    ...(options.auxiliaryLogit ? outputSpecs("extractor", shape, hidden) : []),
    ...(options.embeddingAttention ? retrieverSpecs("retriever/embedding", embedding) : []),
    ...(options.hiddenAttention ? hidden.flatMap((_, l) => retrieverSpecs(`retriever/hidden/${l}`, unit)) : []),
  ];
}

/**
 * Every tensor of a forward pass by name: `embedding/attention` (A) and `embedding/retrieved` (Z'), [B, F, E];
 * `base/hidden/<l>`, `extractor/hidden/<l>` and `base/retrieved/<l>`, [B, H]; `logit/base`, `logit/extractor` and `logit`, [B]. What a
 * switch turns off is not there. Dropout numbers the base tower's layers 0 … L-1 and the extractor's L … 2L-1.
 */
export function dsfmOutputs(
  parameters: Parameters,
  { x, afterHidden }: ModelInputs,
  shape: ModelShape,
  options: DsfmOptions,
): Record<string, tf.Tensor> {
  const outputs: Record<string, tf.Tensor> = {};
  const tokenSize = tokenSizeOf(shape);
  const rows = x.shape[0];
  const tokens = tf.reshape(x, [rows, shape.sizes.length, tokenSize]);
  const external = pickTokens(tokens, shape.sensitive);
  let base = x;
  let extractor = tf.reshape(external, [rows, shape.sensitive.length * tokenSize]);
  if (options.embeddingAttention) {
    const { attention, output } = retrieve(parameters, "retriever/embedding", options.attention, tokens, external);
    Object.assign(outputs, { "embedding/attention": attention, "embedding/retrieved": output });
    base = tf.reshape(output, x.shape);
  }
  options.hidden.forEach((_, l) => {
    const hidden = (tower: string, activation: tf.Tensor, number: number): tf.Tensor =>
      (outputs[`${tower}/hidden/${l}`] = afterHidden(
        tf.relu(dense(parameters, `${tower}/dense/${l}`, activation)),
        number,
      ));
    base = hidden("base", base, l);
    if (hasExtractor(options)) extractor = hidden("extractor", extractor, options.hidden.length + l);
    if (!options.hiddenAttention) return;
    base = retrieveUnits(parameters, `retriever/hidden/${l}`, options.attention, base, extractor);
    outputs[`base/retrieved/${l}`] = base;
  });
  const logit = (tower: string, activation: tf.Tensor): tf.Tensor =>
    (outputs[`logit/${tower}`] = tf.reshape(dense(parameters, `${tower}/output`, activation), [rows]));
  const own = logit("base", base);
  outputs["logit"] = options.auxiliaryLogit ? tf.add(own, logit("extractor", extractor)) : own;
  return outputs;
}

/** Without retrievers in the hidden layers and without its logit, nothing reads the extractor. */
function hasExtractor({ hiddenAttention, auxiliaryLogit }: DsfmOptions): boolean {
  return hiddenAttention || auxiliaryLogit;
}

function towerSpecs(tower: string, inputs: number, hidden: readonly number[]): ParameterSpec[] {
  const sizes = [inputs, ...hidden];
  return hidden.flatMap((units, l) => denseSpecs(`${tower}/dense/${l}`, sizes[l], units, "he-normal"));
}

function outputSpecs(tower: "base" | "extractor", { sizes, sensitive }: ModelShape, hidden: readonly number[]) {
  const inputs = (tower === "base" ? [...sizes.keys()] : sensitive).reduce((sum, f) => sum + sizes[f], 0);
  return denseSpecs(`${tower}/output`, hidden.at(-1) ?? inputs, 1);
}

/** d, the size that all embeddings share: the tokens of one attention have one size. */
function tokenSizeOf({ sizes, sensitive }: ModelShape): number {
  if (sensitive.length === 0) {
    throw new DomainlensError("config", {
      what: "dsfm needs at least one domain-sensitive feature, and none was selected",
      remedy: "select one feature or more: the extractor reads nothing else",
    });
  }
  if (sizes.some((size) => size !== sizes[0])) {
    throw new DomainlensError("config", {
      what: "dsfm needs embeddings of one size for all features: they are the tokens of its attention",
      value: Object.fromEntries(sizes.map((size, f) => [`feature ${f}`, size])),
      remedy: "give every feature the same embedding size",
    });
  }
  return sizes[0];
}

/**
 * The tokens [B, M, d] at some positions, each at most once: [B, N, d]. The gradient picks as well, from dy and a token of zeros, where
 * the gradient of tf.gather would add up one slice at a time.
 */
function pickTokens(tokens: tf.Tensor, positions: readonly number[]): tf.Tensor {
  const count = tokens.shape[1] ?? 0;
  return tf.customGrad((input) => ({
    value: tf.gather(input as tf.Tensor, tf.tensor1d([...positions], "int32"), 1),
    gradFunc: (dy: tf.Tensor) => {
      const origin = Array.from({ length: count }, (_, f) => positions.indexOf(f));
      const padded = tf.pad(dy, [
        [0, 0],
        [0, 1],
        [0, 0],
      ]);
      const source = origin.map((position) => (position < 0 ? positions.length : position));
      return tf.gather(padded, tf.tensor1d(source, "int32"), 1);
    },
  }))(tokens);
}
