import type * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { sampledSoftmax } from "../../src/models/adi/sampled-softmax.ts";
import { percentByEpoch, selectPseudoLabels } from "../../src/models/adi/self-training.ts";
import type { Tolerance } from "../support/close.ts";
import { adiFiles, adiOf, modelInputs, rowInputs, rowOutputs, type Tensors, trained } from "../support/golden-adi.ts";
import { type Case, check, devices, losses, type Numbers } from "../support/golden-adi-check.ts";
import { elements, fedFloats, type ModelVectors } from "../support/golden-model.ts";

/** Scores of some hundreds are exact to 3e-5 only, and the exponentials of a softmax relatively so. */
const float32Extreme: Tolerance = { absolute: 2e-4, relative: 2e-4 };

function lossCase({ inputs }: ModelVectors): Case {
  const named = Object.entries(inputs).map(([name, tensor]) => [`inputs/${name}`, fedFloats(tensor)] as const);
  const forward = (t: Tensors): Tensors => {
    const logQ = { positiveLogQ: t["inputs/positiveLogQ"], negativeLogQ: t["inputs/negativeLogQ"] };
    const scores = { positive: t["inputs/positiveScore"], negative: t["inputs/negativeScore"] };
    return losses(sampledSoftmax({ ...scores, ...logQ }));
  };
  return { inputs: Object.fromEntries(named), forward, wrt: ["inputs/positiveScore", "inputs/negativeScore"] };
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

describe.each(adiFiles("model"))("golden ADI: $name", ({ vectors }) => {
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

describe.each(adiFiles("loss"))("golden ADI, sampled softmax: $name", ({ name, vectors }) => {
  it.each(devices)("losses and gradients in float32 on %s", async (device) => {
    const tolerance = name.endsWith("-extreme") ? float32Extreme : undefined;
    await check(device, vectors, lossCase(vectors), undefined, tolerance);
  });
});

describe.each(adiFiles("selection"))("golden ADI, pseudo labels: $name", ({ vectors }) => {
  it("selects the same rows in the same order, at the same percentages", () => {
    const want = Object.entries(vectors.outputs).map(([name, tensor]) => [name, elements(tensor)] as const);
    expect(selection(vectors)).toEqual(Object.fromEntries(want));
  });
});
