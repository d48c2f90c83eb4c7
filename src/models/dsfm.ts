import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { type AttentionKind, retrieve, retrieverSpecs } from "../nn/retriever.ts";
import { retrieveUnits } from "../nn/unit-retriever.ts";
import { DomainlensError } from "../util/errors.ts";
import { hiddenLayers, hiddenSpecs, lastWidth } from "./domain-parts.ts";
import { memoryBase } from "./memory-base.ts";
import { type ModelInputs, type ModelShape, defineModel } from "./model.ts";

export interface DsfmOptions {
  /** Units of the hidden layers of the base tower, and of the extractor's (4.2.2: both have the same layers). */
  readonly hidden: readonly number[];
  /** The model that is the base tower. */
  readonly base: string;
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
 * 11–15), and the logits of both are added (4.2.1). The tokens of a hidden layer are its units. The base tower is a plain network by
 * default; any other model of the table can take the memory.
 */
export const dsfm = defineModel<DsfmOptions>({
  name: "dsfm",
  rowWise: true,
  source: "DSFM, 4.2, Eq. 10-15",
  defaults: ({ hidden }) => ({
    hidden,
    base: "shared-dnn",
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
  state: (shape, options) => [...memoryBase(options.base, shape, options.hidden).state],
  sequences: (shape, options) => memoryBase(options.base, shape, options.hidden).sequences ?? [],
  logits: (parameters, inputs, shape, options) => dsfmOutputs(parameters, inputs, shape, options)["logit"],
});

function dsfmSpecs(shape: ModelShape, options: DsfmOptions): ParameterSpec[] {
  const { hidden } = options;
  const tokenSize = tokenSizeOf(shape);
  const embedding = { tokenSize, attentionSize: options.embeddingAttentionSize, ffnSize: options.embeddingFfnSize };
  const unit = { tokenSize: 1, attentionSize: options.hiddenAttentionSize, ffnSize: options.hiddenFfnSize };
  const external = shape.sensitive.length * tokenSize;
  const base = memoryBase(options.base, shape, hidden);
  const retrievers = options.hiddenAttention ? base.activations() : 0;
  return [
    ...base.specs,
    ...(hasExtractor(options) ? hiddenSpecs("extractor", external, hidden) : []),
    ...(options.auxiliaryLogit ? denseSpecs("extractor/output", lastWidth(external, hidden), 1) : []),
    ...(options.embeddingAttention ? retrieverSpecs("retriever/embedding", embedding) : []),
    ...Array.from({ length: retrievers }, (_, n) => retrieverSpecs(`retriever/hidden/${n}`, unit)).flat(),
  ];
}

/**
 * Every tensor of a forward pass by name: `embedding/attention` (A) and `embedding/retrieved` (Z'), [B, F, E];
 * `base/hidden/<n>` and `base/retrieved/<n>`, `extractor/hidden/<l>`, [B, H]; `logit/base`, `logit/extractor` and `logit`, [B]. What a
 * switch turns off is not there. Dropout numbers the extractor's layers first, then the base tower's activations.
 */
export function dsfmOutputs(
  parameters: Parameters,
  inputs: ModelInputs,
  shape: ModelShape,
  options: DsfmOptions,
): Record<string, tf.Tensor> {
  const outputs: Record<string, tf.Tensor> = {};
  const { x, afterHidden } = inputs;
  const rows = x.shape[0];
  const tokenSize = tokenSizeOf(shape);
  const tokens = tf.reshape(x, [rows, shape.sizes.length, tokenSize]);
  const external = pickTokens(tokens, shape.sensitive);
  const extracted = tf.reshape(external, [rows, shape.sensitive.length * tokenSize]);
  const depth = hasExtractor(options) ? options.hidden.length : 0;
  const layers: tf.Tensor[] = [];
  const last = hiddenLayers(parameters, "extractor", depth, extracted, (activation, l) => {
    outputs[`extractor/hidden/${l}`] = layers[l] = afterHidden(activation, l);
    return layers[l];
  });
  let base = x;
  if (options.embeddingAttention) {
    const { attention, output } = retrieve(parameters, "retriever/embedding", options.attention, tokens, external);
    Object.assign(outputs, { "embedding/attention": attention, "embedding/retrieved": output });
    base = tf.reshape(output, x.shape);
  }
  const layerOf = memoryOfActivations(layers);
  const remember = (activation: tf.Tensor, n: number): tf.Tensor => {
    const hidden = (outputs[`base/hidden/${n}`] = afterHidden(activation, depth + n));
    if (!options.hiddenAttention) return hidden;
    const name = `retriever/hidden/${n}`;
    return (outputs[`base/retrieved/${n}`] = retrieveUnits(
      parameters,
      name,
      options.attention,
      hidden,
      layerOf(hidden, n),
    ));
  };
  const tower = memoryBase(options.base, shape, options.hidden);
  const own = (outputs["logit/base"] = tower.logits(parameters, { ...inputs, x: base, afterHidden: remember }));
  if (!options.auxiliaryLogit) return { ...outputs, logit: own };
  const auxiliary = tf.reshape(dense(parameters, "extractor/output", last), [rows]);
  return { ...outputs, "logit/extractor": auxiliary, logit: tf.add(own, auxiliary) };
}

/**
 * Which of the extractor's layers an activation of the base tower attends to: for the k-th activation of a width the k-th layer of that
 * width, or the last such; of a width that no layer has, the last layer. With the layers of the extractor it is layer by layer.
 */
function memoryOfActivations(layers: readonly tf.Tensor[]): (activation: tf.Tensor, n: number) => tf.Tensor {
  const width = (tensor: tf.Tensor): number => tensor.shape[1] ?? 0;
  const widths = new Map<number, number>();
  return (activation, n) => {
    widths.set(n, width(activation));
    const before = [...widths].filter(([m, other]) => m < n && other === width(activation)).length;
    const same = layers.filter((layer) => width(layer) === width(activation));
    return same[Math.min(before, same.length - 1)] ?? layers[layers.length - 1];
  };
}

/** Without retrievers in the hidden layers and without its logit, nothing reads the extractor. */
function hasExtractor({ hiddenAttention, auxiliaryLogit }: DsfmOptions): boolean {
  return hiddenAttention || auxiliaryLogit;
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
