import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { adasparse } from "../../src/models/adasparse.ts";
import { apg } from "../../src/models/apg.ts";
import type { ModelShape, RankingModel } from "../../src/models/model.ts";
import { pepnet } from "../../src/models/pepnet.ts";
import { goldenFiles } from "../support/golden.ts";
import {
  type ModelVectors,
  elements,
  fedFloats,
  fedOneHot,
  meanLoss,
  readModelVectors,
} from "../support/golden-model.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";
import { outside } from "../support/tolerance.ts";

/** float32 through a few layers, sums in another order. */
const tolerance = { abs: 2e-5, rel: 2e-5 };

const models: Readonly<Record<string, RankingModel<unknown>>> = { adasparse, apg, pepnet };

function modelOf({ config }: ModelVectors): RankingModel<unknown> | undefined {
  return models[String(config["model"])];
}

function shapeOf({ config, inputs }: ModelVectors): ModelShape {
  return { sizes: [inputs["x"].shape[1]], sensitive: [], domains: Number(config["domains"]) };
}

function inputsOf(vectors: ModelVectors): FedInputs {
  const { x, domain, labels } = vectors.inputs;
  return {
    ...Object.fromEntries(Object.entries(vectors.params).map(([name, value]) => [name, fedFloats(value)])),
    "inputs/x": fedFloats(x),
    domain: fedOneHot(domain, shapeOf(vectors).domains),
    labels: fedFloats(labels),
  };
}

/** Logit, probability, loss, and the gradients of the loss under the names of the file. */
function programOf(vectors: ModelVectors, model: RankingModel<unknown>): Program {
  const names = ["inputs/x", ...Object.keys(vectors.params)];
  const logits = (t: Record<string, tf.Tensor>): tf.Tensor => {
    const weight = tf.ones([t["inputs/x"].shape[0]]);
    const rest = { weight, training: true, afterHidden: (h: tf.Tensor) => h };
    return model.logits(t, { x: t["inputs/x"], domain: t["domain"], ...rest }, shapeOf(vectors), vectors.config);
  };
  return (t) => {
    const loss = (...given: tf.Tensor[]): tf.Scalar =>
      meanLoss(logits({ ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) }), t["labels"]);
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => t[name]));
    const logit = logits(t);
    const gradients = Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, grads[i]]));
    return { logit, probability: tf.sigmoid(logit), loss: value, ...gradients };
  };
}

const files = goldenFiles("baselines")
  .map((file) => ({ name: file.name, vectors: readModelVectors(file) }))
  .flatMap(({ name, vectors }) => {
    const model = modelOf(vectors);
    return model === undefined ? [] : [{ name, vectors, model }];
  });

describe.each(files)("golden baselines/$name", ({ vectors, model }) => {
  it("has the parameters that the model declares, in their shapes", () => {
    const declared = model.specs(shapeOf(vectors), vectors.config).map(({ name, shape }) => [name, shape]);
    const given = Object.entries(vectors.params).map(([name, { shape }]) => [name, shape]);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(given));
  });

  it.each(["cpu", "reference"] as const)("has its logits, loss and gradients reproduced on %s", async (device) => {
    const got = await runOn(device, programOf(vectors, model), inputsOf(vectors));
    const gradients = Object.entries(vectors.gradients).map(([name, value]) => [`gradient of ${name}`, value] as const);
    const { logit, probability, loss } = vectors.outputs;
    const want = [...Object.entries({ logit, probability, loss }), ...gradients];
    expect(Object.keys(got).toSorted()).toEqual(want.map(([name]) => name).toSorted());
    const wrong = want.flatMap(([name, value]) =>
      outside(Array.from(got[name]), elements(value), tolerance).map((text) => `${name}${text}`),
    );
    expect(wrong).toEqual([]);
  });
});
