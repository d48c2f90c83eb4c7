import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Program } from "../../src/compute/types.ts";
import { normaliseByDomain, scaleByDomain } from "../../src/nn/domain-norm.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { goldenFiles } from "../support/golden.ts";
import { elements, fedFloats, fedOneHot, type ModelVectors, readModelVectors } from "../support/golden-model.ts";
import { type FedInputs, runOn } from "../support/run-both.ts";

/** float32 against float64: gradients through the deviation of two or three rows. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

const configSchema = z.object({
  domains: z.number(),
  training: z.boolean(),
  epsilon: z.number(),
  momentum: z.number(),
});

/** The operator's output and loss, the running statistics after the step, and the gradients of the loss. */
function programOf({ config }: ModelVectors): Program {
  const { training, epsilon, momentum } = configSchema.parse(config);
  const names = ["norm/gamma", "norm/beta", "inputs/x"];
  return (t) => {
    const apply = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, updateState?: UpdateState): tf.Tensor => {
      const rows = { domain: t["domain"], training, updateState };
      return scaleByDomain(normaliseByDomain(t, "norm", x, rows, { epsilon, momentum }), t["domain"], gamma, beta);
    };
    const lossOf = (gamma: tf.Tensor, beta: tf.Tensor, x: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(apply(x, gamma, beta), t["cotangent"]));
    const { value, grads } = tf.valueAndGrads(lossOf)(names.map((name) => t[name]));
    const state: Record<string, tf.Tensor> = {};
    const output = apply(
      t["inputs/x"],
      t["norm/gamma"],
      t["norm/beta"],
      (name, next) => (state[`state/${name}`] = next),
    );
    return {
      output,
      loss: value,
      ...state,
      ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, grads[i]])),
    };
  };
}

type UpdateState = (name: string, value: tf.Tensor) => void;

function inputsOf({ config, params, inputs }: ModelVectors): FedInputs {
  return {
    ...Object.fromEntries(Object.entries(params).map(([name, tensor]) => [name, fedFloats(tensor)])),
    "inputs/x": fedFloats(inputs["x"]),
    cotangent: fedFloats(inputs["cotangent"]),
    domain: fedOneHot(inputs["domain"], configSchema.parse(config).domains),
  };
}

const files = goldenFiles("adi").filter(({ name }) => name.startsWith("dsbn-operator"));

it("there are golden vectors of normalisation by domain", () => expect(files.length).toBeGreaterThanOrEqual(2));

describe.each(files)("golden normalisation by domain: $name", (file) => {
  const vectors = readModelVectors(file);

  it.each(["cpu", "reference"] as const)(
    "output, running statistics and all gradients in float32 on %s",
    async (device) => {
      const got = await runOn(device, programOf(vectors), inputsOf(vectors));
      const gradients = Object.entries(vectors.gradients).map(
        ([key, tensor]) => [`gradient of ${key}`, tensor] as const,
      );
      const want = { ...vectors.outputs, ...Object.fromEntries(gradients) };
      expect(Object.keys(got).toSorted()).toEqual(Object.keys(want).toSorted());
      for (const [key, tensor] of Object.entries(want)) expectClose(got[key], elements(tensor), float32);
    },
  );
});
