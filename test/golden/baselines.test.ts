import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Program } from "../../src/compute/types.ts";
import { adasparse } from "../../src/models/adasparse.ts";
import { apg } from "../../src/models/apg.ts";
import { crossStitch } from "../../src/models/cross-stitch.ts";
import { hinet } from "../../src/models/hinet.ts";
import { mmoe } from "../../src/models/mmoe.ts";
import type { RankingModel } from "../../src/models/model.ts";
import { type Network, networkOf } from "../../src/models/network.ts";
import { pepnet } from "../../src/models/pepnet.ts";
import { ple } from "../../src/models/ple.ts";
import { sharedBottom } from "../../src/models/shared-bottom.ts";
import { star } from "../../src/models/star.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { goldenFiles } from "../support/golden.ts";
import {
  elements,
  fedFloats,
  fedOneHot,
  meanLoss,
  type ModelVectors,
  readModelVectors,
} from "../support/golden-model.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

/** float32 against float64: a few dozen terms through a handful of layers; some gradients are zero but for rounding. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

const size = z.number();
const sizes = z.array(z.number());
const shapeConfig = z.object({ model: z.string(), domains: size, inputSize: size });

/** A model, and a schema of the options in the config of its files. */
function entry<Options>(model: RankingModel<Options>, options: z.ZodType<Options>) {
  return (config: unknown): Network => {
    const { domains, inputSize } = shapeConfig.parse(config);
    return networkOf(model, { sizes: [inputSize], sensitive: [], domains }, options.parse(config));
  };
}

/** By `config.model` of a file. */
const models: Readonly<Record<string, (config: unknown) => Network>> = {
  sharedbottom: entry(sharedBottom, z.object({ bottom: sizes, tower: sizes })),
  mmoe: entry(mmoe, z.object({ experts: size, expert: sizes, tower: sizes })),
  ple: entry(ple, z.object({ sharedExperts: size, specificExperts: size, expert: sizes, tower: sizes })),
  star: entry(star, z.object({ hidden: sizes, partitionedNorm: z.boolean().default(false) })),
  crossstitch: entry(crossStitch, z.object({ bottom: sizes, tower: sizes })),
  hinet: entry(
    hinet,
    z.object({ domainEmbeddingSize: size, sharedExperts: size, specificExperts: size, expert: sizes, tower: sizes }),
  ),
  pepnet: entry(
    pepnet,
    z.object({
      hidden: sizes,
      domainEmbeddingSize: size,
      gateHidden: size,
      parameterGateInput: z.enum(["domain", "domainAndEmbedding"]),
    }),
  ),
  adasparse: entry(adasparse, z.object({ hidden: sizes, domainEmbeddingSize: size, beta: size })),
  apg: entry(apg, z.object({ hidden: sizes, domainEmbeddingSize: size, rank: size })),
};

function networkOfFile({ config }: ModelVectors): Network {
  const { model } = shapeConfig.parse(config);
  const build = models[model];
  if (build === undefined) throw new Error(`no model for the golden vectors of ${model}`);
  return build(config);
}

function inputsOf({ inputs, params }: ModelVectors, { specs, domains }: Network): FedInputs {
  return {
    "inputs/x": fedFloats(inputs["x"]),
    domain: fedOneHot(inputs["domain"], domains),
    labels: fedFloats(inputs["labels"]),
    ...Object.fromEntries(specs.map(({ name }) => [name, fedFloats(params[name])])),
  };
}

const gradientOf = "gradient of ";

/** `logit`, `probability`, `loss`, and the gradients of the loss under `gradient of …`. */
function programOf(network: Network): Program {
  const names = ["inputs/x", ...network.specs.map(({ name }) => name)];
  return (t) => {
    const logitOf = (tensors: Record<string, tf.Tensor>): tf.Tensor =>
      network.logits(tensors, {
        x: tensors["inputs/x"],
        domain: t["domain"],
        weight: tf.ones(t["labels"].shape),
        histories: [],
        training: true,
        afterHidden: (activation) => activation,
      });
    const lossOf = (...tensors: tf.Tensor[]): tf.Scalar =>
      meanLoss(logitOf(Object.fromEntries(names.map((name, i) => [name, tensors[i]]))), t["labels"]);
    const { value, grads } = tf.valueAndGrads(lossOf)(names.map((name) => t[name]));
    const logit = logitOf(t);
    return {
      logit,
      probability: tf.sigmoid(logit),
      loss: value,
      ...Object.fromEntries(names.map((name, i) => [gradientOf + name, grads[i]])),
    };
  };
}

describe.each(goldenFiles("baselines"))("golden baselines: $name", ({ name, path }) => {
  const vectors = readModelVectors({ name, path });

  it("has the parameters of the file, in their shapes", () => {
    const specs = networkOfFile(vectors).specs.map((spec) => [spec.name, spec.shape] as const);
    const want = Object.entries(vectors.params).map(([key, { shape }]) => [key, shape] as const);
    expect(Object.fromEntries(specs)).toEqual(Object.fromEntries(want));
    expect(specs.length).toBe(want.length);
  });

  it.each(["cpu", "reference"] as const)("logits, loss and all gradients in float32 on %s", async (device) => {
    const network = networkOfFile(vectors);
    const got = await runOn(device, programOf(network), inputsOf(vectors, network));
    const { logit, probability, loss } = vectors.outputs;
    const gradients = Object.entries(vectors.gradients).map(([key, tensor]) => [gradientOf + key, tensor] as const);
    const want = { logit, probability, loss, ...Object.fromEntries(gradients) };
    expect(Object.keys(got).toSorted()).toEqual(Object.keys(want).toSorted());
    for (const [key, tensor] of Object.entries(want)) expectClose(got[key], elements(tensor), float32);
  });
});
