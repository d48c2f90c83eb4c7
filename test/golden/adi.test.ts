import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { topItems } from "../../src/metrics/top-items.ts";
import { corpusScores, fullSoftmax, logProbabilities } from "../../src/models/adi/retrieval.ts";
import { sampledSoftmax } from "../../src/models/adi/sampled-softmax.ts";
import { percentByEpoch, type PseudoLabels, selectPseudoLabels } from "../../src/models/adi/self-training.ts";
import { scoresByDomain, selfTrainingLoss } from "../../src/models/adi/self-training-loss.ts";
import { adiOutputs } from "../../src/models/adi/two-towers.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { floats } from "../support/fed.ts";
import { type GoldenFile, goldenFiles } from "../support/golden.ts";
import {
  adiOf,
  embed,
  fedIds,
  fedItems,
  modelInputs,
  optionsOf,
  pickIds,
  type Tensors,
  trained,
} from "../support/golden-adi.ts";
import {
  elements,
  fedFloats,
  fedOneHot,
  type GoldenTensor,
  type ModelVectors,
  readModelVectors,
} from "../support/golden-model.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

type DeviceUnderTest = "cpu" | "reference";
type Numbers = Record<string, ArrayLike<number>>;

/** float32 against float64: a few dozen terms with relative errors of 6e-8 each, through two towers and the deviations of a few rows. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

/** Scores of some hundreds are exact to 3e-5 only, and the exponentials of a softmax relatively so. */
const float32Extreme: Tolerance = { absolute: 2e-4, relative: 2e-4 };

/** A program under test: what it reads, what it gives, and what is differentiated. */
interface Case {
  readonly inputs: FedInputs;
  readonly forward: (t: Tensors) => Tensors;
  /** Inputs that gradients are taken of. */
  readonly wrt: readonly string[];
}

const gradientOf = (output: string, name: string): string => `gradient of ${output} by ${name}`;

/** Outputs, and the gradients of some of them by every name of `wrt`. */
function programOf({ forward, wrt }: Case, differentiated: readonly string[]): Program {
  return (t) => {
    const gradients = differentiated.flatMap((output) => {
      const scalar = (...tensors: tf.Tensor[]): tf.Scalar =>
        forward({ ...t, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) })[output].asScalar();
      const found = tf.grads(scalar)(wrt.map((name) => t[name]));
      return wrt.map((name, i): [string, tf.Tensor] => [gradientOf(output, name), found[i]]);
    });
    return { ...forward(t), ...Object.fromEntries(gradients) };
  };
}

/** Gradients of a file under the names that `programOf` gives them. */
function gradientsIn({ gradientOf: output, gradients, moreGradients }: ModelVectors): Record<string, GoldenTensor> {
  const named = Object.entries({ [output]: gradients, ...moreGradients }).flatMap(([of, tensors]) =>
    Object.entries(tensors).map(([name, tensor]): [string, GoldenTensor] => [gradientOf(of, name), tensor]),
  );
  return Object.fromEntries(named);
}

function expectAll(got: Numbers, want: Record<string, GoldenTensor>, tolerance: Tolerance): void {
  expect(Object.keys(got).toSorted()).toEqual(Object.keys(want).toSorted());
  const sizesOf = (tensors: readonly [string, number][]): unknown => Object.fromEntries(tensors);
  expect(sizesOf(Object.entries(got).map(([name, data]) => [name, data.length]))).toEqual(
    sizesOf(Object.entries(want).map(([name, { data }]) => [name, data.length])),
  );
  for (const [name, tensor] of Object.entries(want)) expectClose(got[name], elements(tensor), tolerance);
}

/** Runs a case and compares every output and gradient of the file. */
async function check(
  device: DeviceUnderTest,
  vectors: ModelVectors,
  one: Case,
  complete: (computed: Record<string, TensorData>) => Numbers = (computed) => computed,
  tolerance = float32,
): Promise<void> {
  const differentiated = [vectors.gradientOf, ...Object.keys(vectors.moreGradients)];
  const computed = await runOn(device, programOf(one, differentiated), one.inputs);
  expectAll(complete(computed), { ...vectors.outputs, ...gradientsIn(vectors) }, tolerance);
}

/** lossPerRow, lossSum, loss. */
function losses(lossPerRow: tf.Tensor): Tensors {
  return { lossPerRow, lossSum: tf.sum(lossPerRow), loss: tf.mean(lossPerRow) };
}

function lossCase({ inputs }: ModelVectors): Case {
  const named = Object.entries(inputs).map(([name, tensor]) => [`inputs/${name}`, fedFloats(tensor)] as const);
  const forward = (t: Tensors): Tensors => {
    const logQ = { positiveLogQ: t["inputs/positiveLogQ"], negativeLogQ: t["inputs/negativeLogQ"] };
    const scores = { positive: t["inputs/positiveScore"], negative: t["inputs/negativeScore"] };
    return losses(sampledSoftmax({ ...scores, ...logQ }));
  };
  return { inputs: Object.fromEntries(named), forward, wrt: ["inputs/positiveScore", "inputs/negativeScore"] };
}

/** Ids and log Q of rows with negatives. */
function rowInputs({ inputs }: ModelVectors): FedInputs {
  return {
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    itemIds: fedItems(inputs["itemFeatures"], inputs["negativeFeatures"]),
    positiveLogQ: fedFloats(inputs["positiveLogQ"]),
    negativeLogQ: fedFloats(inputs["negativeLogQ"]),
  };
}

/** Outputs of both towers and the loss of each row, for the inputs of `rowInputs` under a prefix. */
function rowOutputs(
  network: ReturnType<typeof adiOf>,
  t: Tensors,
  training: boolean,
  prefix = "",
  updateState?: (name: string, value: tf.Tensor) => void,
): Tensors {
  const user = embed(t, "user", t[`${prefix}userIds`]);
  const items = embed(t, "item", t[`${prefix}itemIds`]);
  const outputs = adiOutputs(network, t, { user, items, domain: t[`${prefix}domain`], training, updateState });
  const lossPerRow = sampledSoftmax({
    positive: outputs["positiveScore"],
    negative: outputs["negativeScore"],
    positiveLogQ: t[`${prefix}positiveLogQ`],
    negativeLogQ: t[`${prefix}negativeLogQ`],
  });
  return { ...outputs, lossPerRow };
}

function modelCase(vectors: ModelVectors): Case {
  const network = adiOf(vectors);
  const { training } = z.object({ training: z.boolean() }).parse(vectors.config);
  const forward = (t: Tensors): Tensors => {
    const state: Tensors = {};
    const updateState = (name: string, value: tf.Tensor): void => void (state[`state/${name}`] = value);
    const outputs = rowOutputs(network, t, training, "", updateState);
    return { ...outputs, ...losses(outputs["lossPerRow"]), ...state };
  };
  return { inputs: { ...modelInputs(vectors), ...rowInputs(vectors) }, forward, wrt: trained(vectors) };
}

function retrieveCase(vectors: ModelVectors): Case {
  const network = adiOf(vectors);
  const { temperature } = optionsOf(vectors);
  const { inputs } = vectors;
  const corpus = inputs["corpusFeatures"].shape[0];
  const forward = (t: Tensors): Tensors => {
    const rows = { domain: t["domain"], training: false };
    const users = network.tower("user", t, embed(t, "user", t["userIds"]), rows)["user/vector"];
    const embedded = embed(t, "item", t["corpusIds"]);
    const items = tf.stack(
      Array.from({ length: network.domains }, (_, d) => {
        const domain = tf.oneHot(tf.fill([corpus], d, "int32"), network.domains).toFloat();
        return network.tower("item", t, embedded, { domain, training: false })["item/vector"];
      }),
    );
    const scores = corpusScores({ users, domain: t["domain"], items, temperature });
    const outputs = { userVector: users, corpusVectors: items, scores, logProbability: logProbabilities(scores) };
    return { ...outputs, ...losses(fullSoftmax(scores, t["positive"])) };
  };
  const fed: FedInputs = {
    ...modelInputs(vectors),
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    corpusIds: fedIds(inputs["corpusFeatures"].shape, elements(inputs["corpusFeatures"])),
    positive: fedOneHot(inputs["positiveItem"], corpus),
  };
  return { inputs: fed, forward, wrt: trained(vectors) };
}

/** The best k of each row of [B, V]. */
function topK(scores: TensorData, rows: number, k: number): number[] {
  const items = scores.length / rows;
  return Array.from({ length: rows }, (_, b) => topItems(scores.slice(b * items, (b + 1) * items), k)).flat();
}

/** The selection of a file by the scores that its model gives. */
async function selected(device: DeviceUnderTest, vectors: ModelVectors) {
  const network = adiOf(vectors);
  const { inputs } = vectors;
  const { percent } = z.object({ percent: z.number() }).parse(vectors.config);
  const program: Program = (t) => ({
    scores: scoresByDomain(network, t, {
      user: embed(t, "user", t["userIds"]),
      item: embed(t, "item", t["itemIds"]),
    }),
  });
  const { scores } = await runOn(device, program, {
    ...modelInputs(vectors),
    userIds: fedIds(inputs["userFeatures"].shape, elements(inputs["userFeatures"])),
    itemIds: fedIds(inputs["itemFeatures"].shape, elements(inputs["itemFeatures"])),
  });
  const domain = elements(inputs["domain"]);
  return { scores, labels: selectPseudoLabels({ domain, scores, domains: network.domains }, percent) };
}

/** The labelled rows, and under `pseudo/` the pseudo-labelled ones, one after the other. */
function selfTrainingCase(vectors: ModelVectors, labels: readonly PseudoLabels[]): Case {
  const network = adiOf(vectors);
  const own = rowInputs(vectors);
  const rows = labels.flatMap((pair) => pair.rows);
  const perRow = own["itemIds"].shape[0] / own["userIds"].shape[0];
  const itemRows = rows.flatMap((b) => Array.from({ length: perRow }, (_, m) => b * perRow + m));
  const logQ = (name: string): number[][] => {
    const { shape, data } = own[name];
    const width = shape[1] ?? 1;
    return rows.map((b) => Array.from(data.slice(b * width, (b + 1) * width)));
  };
  const to = labels.flatMap((pair) => pair.rows.map(() => pair.to));
  const pseudo: FedInputs = {
    "pseudo/userIds": pickIds(own["userIds"], rows),
    "pseudo/itemIds": pickIds(own["itemIds"], itemRows),
    "pseudo/positiveLogQ": floats([rows.length], logQ("positiveLogQ").flat()),
    "pseudo/negativeLogQ": floats([rows.length, perRow - 1], logQ("negativeLogQ").flat()),
    "pseudo/domain": fedOneHot({ shape: [rows.length], data: to }, network.domains),
  };
  const forward = (t: Tensors): Tensors => {
    const labelled = rowOutputs(network, t, false)["lossPerRow"];
    const pseudoLoss = rowOutputs(network, t, false, "pseudo/")["lossPerRow"];
    const sums = { labelledSum: tf.sum(labelled), pseudoSum: tf.sum(pseudoLoss) };
    const loss = selfTrainingLoss(labelled, pseudoLoss);
    return { labelledPerRow: labelled, pseudoPerRow: pseudoLoss, ...sums, loss };
  };
  return { inputs: { ...modelInputs(vectors), ...own, ...pseudo }, forward, wrt: trained(vectors) };
}

/** Per pair of domains, its rows, and what is known of them in the order of all pseudo-labelled rows. */
function byPair(labels: readonly PseudoLabels[], perRow: TensorData): Numbers {
  let at = 0;
  const named = labels.flatMap(({ from, to, rows }): [string, ArrayLike<number>][] => {
    const own = perRow.slice(at, (at += rows.length));
    return [
      [`selected/${from}->${to}`, rows],
      [`pseudoPerRow/${from}->${to}`, own],
    ];
  });
  return Object.fromEntries(named);
}

async function checkSelfTraining(device: DeviceUnderTest, vectors: ModelVectors): Promise<void> {
  const { scores, labels } = await selected(device, vectors);
  const pseudoCount = [labels.reduce((sum, { rows }) => sum + rows.length, 0)];
  await check(device, vectors, selfTrainingCase(vectors, labels), ({ pseudoPerRow, ...others }) => {
    const outputs: Numbers = { ...others, scoresByDomain: scores, pseudoCount };
    return { ...outputs, ...byPair(labels, pseudoPerRow) };
  });
}

async function checkRetrieval(device: DeviceUnderTest, vectors: ModelVectors): Promise<void> {
  const { k } = z.object({ k: z.number() }).parse(vectors.config);
  const rows = vectors.inputs["domain"].shape[0];
  await check(device, vectors, retrieveCase(vectors), (computed) => ({
    ...computed,
    topK: topK(computed["scores"], rows, k),
  }));
}

const selectionConfig = z.object({
  domains: z.number(),
  percent: z.array(z.number()),
  percentStart: z.number(),
  percentStep: z.number(),
  epochs: z.number(),
});

function selection({ config, inputs }: ModelVectors): Numbers {
  const { domains, percent, percentStart, percentStep, epochs } = selectionConfig.parse(config);
  const scored = { domain: elements(inputs["domain"]), scores: elements(inputs["scores"]), domains };
  const pairs = percent.flatMap((p) =>
    selectPseudoLabels(scored, p).map(({ from, to, rows }) => [`selected/${p}/${from}->${to}`, rows] as const),
  );
  return { ...Object.fromEntries(pairs), percentByEpoch: percentByEpoch(percentStart, percentStep, epochs) };
}

const files = goldenFiles("adi").map((file) => ({ ...file, vectors: readModelVectors(file) }));
type File = GoldenFile & { readonly vectors: ModelVectors };
const isSelection = ({ vectors }: File): boolean => "scores" in vectors.inputs;
const isLoss = ({ vectors }: File): boolean => "positiveScore" in vectors.inputs;
const isRetrieval = ({ vectors }: File): boolean => "corpusFeatures" in vectors.inputs;
const isSelfTraining = ({ vectors }: File): boolean => "pseudoSum" in vectors.outputs;
/** The operator of normalisation by domain has a test of its own. */
const isOperator = ({ vectors }: File): boolean => "cotangent" in vectors.inputs;
const isModel = (file: File): boolean =>
  ![isSelection, isLoss, isRetrieval, isSelfTraining, isOperator].some((is) => is(file));

const devices = ["cpu", "reference"] as const;

describe.each(files.filter(isModel))("golden ADI: $name", ({ vectors }) => {
  it("has the parameters and the state of the file, in their shapes", () => {
    const { specs, state } = adiOf(vectors);
    const tables = Object.entries(vectors.params).filter(([name]) => /^embedding\/(user|item)\//.test(name));
    const got = [...specs, ...state].map(({ name, shape }) => [name, shape] as const);
    const want = Object.entries(vectors.params).map(([name, { shape }]) => [name, shape] as const);
    expect(Object.fromEntries(got)).toEqual(
      Object.fromEntries(want.filter(([name]) => !tables.some(([table]) => table === name))),
    );
    expect(got.length).toBe(want.length - tables.length);
  });

  it.each(devices)("outputs, running statistics, loss and gradients in float32 on %s", async (device) => {
    await check(device, vectors, modelCase(vectors));
  });
});

describe.each(files.filter(isSelfTraining))("golden ADI, self-training: $name", ({ vectors }) => {
  it.each(devices)("selection, losses and gradients in float32 on %s", async (device) => {
    await checkSelfTraining(device, vectors);
  });
});

describe.each(files.filter(isRetrieval))("golden ADI, retrieval: $name", ({ vectors }) => {
  it.each(devices)("vectors, scores, the best items, likelihood and gradients in float32 on %s", async (device) => {
    await checkRetrieval(device, vectors);
  });
});

describe.each(files.filter(isLoss))("golden ADI, sampled softmax: $name", ({ name, vectors }) => {
  it.each(devices)("losses and gradients in float32 on %s", async (device) => {
    const tolerance = name.endsWith("-extreme") ? float32Extreme : float32;
    await check(device, vectors, lossCase(vectors), undefined, tolerance);
  });
});

describe.each(files.filter(isSelection))("golden ADI, pseudo labels: $name", ({ vectors }) => {
  it("selects the same rows in the same order, at the same percentages", () => {
    const want = Object.entries(vectors.outputs).map(([name, tensor]) => [name, elements(tensor)] as const);
    expect(selection(vectors)).toEqual(Object.fromEntries(want));
  });
});
