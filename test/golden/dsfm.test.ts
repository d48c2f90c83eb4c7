import * as tf from "@tensorflow/tfjs";
import { describe, it } from "vitest";
import { z } from "zod";
import type { TensorData } from "../../src/compute/types.ts";
import { dsfm, dsfmOutputs, type DsfmOptions } from "../../src/models/dsfm.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { attend, retrieve } from "../../src/nn/retriever.ts";
import type { Tolerance } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { type GoldenFile, goldenFiles } from "../support/golden.ts";
import { evaluate, expectAll, type GoldenCase, operatorInputs, type Tensors } from "../support/golden-case.ts";
import { elements, fedFloats, meanLoss, type ModelVectors, readModelVectors } from "../support/golden-model.ts";

/** float32 against float64: a few dozen terms with relative errors of 6e-8 each, through a handful of layers. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

/**
 * Scores of some hundreds of a softmax are exact to 3e-5 only, and its exponentials relatively so; in linear attention, features of -20
 * beside ones of 12 leave gradients that are differences of numbers a hundred times as large.
 */
const float32Extreme: Tolerance = { absolute: 2e-4, relative: 2e-4 };

const kind = z.enum(["linear", "softmax"]);
const operatorConfig = z.object({ attention: kind });
const retrieverConfig = operatorConfig.extend({ tokenSize: z.number() });
const modelConfig = operatorConfig.extend({
  vocabulary: z.array(z.number()),
  embeddingSize: z.number(),
  domainSensitive: z.array(z.number()),
  hidden: z.array(z.number()),
  embeddingAttentionSize: z.number(),
  hiddenAttentionSize: z.number(),
  embeddingFfnSize: z.number(),
  hiddenFfnSize: z.number(),
  embeddingAttention: z.boolean(),
  hiddenAttention: z.boolean(),
  auxiliaryLogit: z.boolean(),
});

function operatorCase(vectors: ModelVectors, apply: (t: Tensors) => Tensors): GoldenCase {
  const inputs = operatorInputs(vectors);
  const forward = (t: Tensors): Tensors => {
    const outputs = apply(t);
    return { ...outputs, loss: tf.sum(tf.mul(outputs["output"], t["inputs/cotangent"])) };
  };
  return { inputs, forward, wrt: Object.keys(inputs).filter((name) => name !== "inputs/cotangent") };
}

function attentionCase(vectors: ModelVectors): GoldenCase {
  const { attention } = operatorConfig.parse(vectors.config);
  return operatorCase(vectors, (t) => ({
    output: attend(attention, { queries: t["inputs/query"], keys: t["inputs/key"], values: t["inputs/value"] }),
  }));
}

function retrieverCase(vectors: ModelVectors): GoldenCase {
  const { attention } = retrieverConfig.parse(vectors.config);
  return operatorCase(vectors, (t) => ({
    ...retrieve(t, "retriever", attention, t["inputs/tokens"], t["inputs/externalTokens"]),
  }));
}

/** The ids of feature f, one per row. */
function idsOf({ inputs }: ModelVectors, features: number, f: number): number[] {
  return elements(inputs["features"]).filter((_, i) => i % features === f);
}

/** The embeddings of all rows, feature by feature: [B, K]. */
function embed(vectors: ModelVectors, { vocabulary, embeddingSize }: z.infer<typeof modelConfig>) {
  const tables = vocabulary.map((_, f) => elements(vectors.params[`embedding/${f}/table`]));
  const ids = elements(vectors.inputs["features"]);
  const x = ids.flatMap((id, i) => {
    const start = id * embeddingSize;
    return tables[i % vocabulary.length].slice(start, start + embeddingSize);
  });
  return floats([ids.length / vocabulary.length, vocabulary.length * embeddingSize], x);
}

/** Gradients of the tables from the gradient of x [B, K]: rows of equal ids add up. */
function tableGradients(vectors: ModelVectors, config: z.infer<typeof modelConfig>, dx: TensorData) {
  const { vocabulary, embeddingSize } = config;
  const width = vocabulary.length * embeddingSize;
  const tables = vocabulary.map((rows, f) => {
    const sums = new Float64Array(rows * embeddingSize);
    idsOf(vectors, vocabulary.length, f).forEach((id, b) => {
      for (let e = 0; e < embeddingSize; e++) sums[id * embeddingSize + e] += dx[b * width + f * embeddingSize + e];
    });
    return [`embedding/${f}/table`, sums] as const;
  });
  return Object.fromEntries(tables);
}

function modelCase(vectors: ModelVectors): GoldenCase {
  const config = modelConfig.parse(vectors.config);
  const options: DsfmOptions = { ...config, base: "shared-dnn" };
  const shape: ModelShape = {
    sizes: config.vocabulary.map(() => config.embeddingSize),
    sensitive: config.domainSensitive,
    domains: 1,
  };
  const names = dsfm.specs(shape, options).map(({ name }) => name);
  const x = embed(vectors, config);
  const forward = (t: Tensors): Tensors => {
    const rows = x.shape[0];
    const [domain, weight] = [tf.ones([rows, 1]), tf.ones([rows])];
    const inputs = {
      x: t["x"],
      domain,
      weight,
      histories: [],
      training: true,
      afterHidden: (activation: tf.Tensor) => activation,
    };
    const outputs = dsfmOutputs(t, inputs, shape, options);
    const { logit } = outputs;
    return { ...outputs, probability: tf.sigmoid(logit), loss: meanLoss(logit, t["labels"]) };
  };
  const parameters = Object.fromEntries(names.map((name) => [name, fedFloats(vectors.params[name])]));
  return {
    inputs: { x, labels: fedFloats(vectors.inputs["labels"]), ...parameters },
    forward,
    wrt: ["x", ...names],
    gradients: ({ x: dx, ...others }) => ({ ...others, ...tableGradients(vectors, config, dx) }),
  };
}

/** What a file holds, told by what its config names. */
function caseOf(vectors: ModelVectors): GoldenCase {
  if (modelConfig.safeParse(vectors.config).success) return modelCase(vectors);
  return retrieverConfig.safeParse(vectors.config).success ? retrieverCase(vectors) : attentionCase(vectors);
}

function toleranceOf(file: GoldenFile): Tolerance {
  return file.name.endsWith("-extreme") ? float32Extreme : float32;
}

const files = goldenFiles("dsfm");

describe.each(files)("golden DSFM: $name", (file) => {
  const vectors = readModelVectors(file);

  it.each(["cpu", "reference"] as const)("outputs, loss and gradients in float32 on %s", async (device) => {
    const { outputs, gradients } = await evaluate(device, caseOf(vectors));
    expectAll(outputs, vectors.outputs, toleranceOf(file));
    expectAll(gradients, vectors.gradients, toleranceOf(file));
  });
});
