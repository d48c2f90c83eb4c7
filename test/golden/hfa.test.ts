import * as tf from "@tensorflow/tfjs";
import { describe, it } from "vitest";
import { z } from "zod";
import { alignFeatures } from "../../src/models/mkt/hfa.ts";
import type { HfaOptions } from "../../src/models/mkt/mkt-options.ts";
import type { Tolerance } from "../support/close.ts";
import { evaluate, expectAll, type GoldenCase, type Tensors } from "../support/golden-case.ts";
import { fedFloats, type ModelVectors, readModelVectors } from "../support/golden-model.ts";
import { goldenFiles } from "../support/golden.ts";

/** float32 against float64: products of a few numbers of the size of 1 to 10 through a handful of layers. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

const fileConfig = z.object({
  nSpec: z.number(),
  crossLayers: z.number(),
  mlpLayers: z.number(),
  alignLayers: z.number(),
});

/** From the parameter names of these files to those of the model. */
const renamed: readonly (readonly [RegExp, string])[] = [
  [/^cross\/(\d+)\/kernel$/, "hfa/cross/$1/weight"],
  [/^cross\/(\d+)\/bias$/, "hfa/cross/$1/bias"],
  [/^mlp\/(\d+)\//, "hfa/implicit/dense/$1/"],
  [/^align\/(\d+)\//, "hfa/align/dense/$1/"],
  [/^gate\//, "hfa/score/"],
];

function modelName(name: string): string {
  return renamed.reduce((changed, [pattern, replacement]) => changed.replace(pattern, replacement), name);
}

function unitsOf({ params }: ModelVectors, part: string, layers: number): number[] {
  return Array.from({ length: layers }, (_, l) => params[`${part}/${l}/bias`].shape[0]);
}

function caseOf(vectors: ModelVectors): GoldenCase {
  const { nSpec, crossLayers, mlpLayers, alignLayers } = fileConfig.parse(vectors.config);
  const options: HfaOptions = {
    hfa: "full",
    sharedScope: "entityShared",
    crossInput: "specific",
    crossLayers,
    implicit: unitsOf(vectors, "mlp", mlpLayers),
    implicitOutputActivation: "relu",
    align: unitsOf(vectors, "align", alignLayers),
    alignOutputActivation: "none",
  };
  const tensors = { ...vectors.params, ...vectors.inputs };
  const fed = Object.entries(tensors).map(([name, tensor]) => [modelName(name), fedFloats(tensor)] as const);
  const forward = (t: Tensors): Tensors => {
    const groups = { user: undefined, sequence: undefined, shared: t["v_shared"], specific: t["v_spec"] };
    const { explicit, implicit, score, importance, output } = alignFeatures(t, "hfa", groups, nSpec, options);
    if (explicit === undefined || implicit === undefined || score === undefined || importance === undefined)
      throw new Error("full HFA gave no importance");
    return { explicit, implicit, gateLogit: score, p: importance, q: output, meanImportance: tf.mean(importance, 0) };
  };
  return { inputs: Object.fromEntries(fed), forward, wrt: [] };
}

describe.each(goldenFiles("hfa"))("golden HFA: $name", (file) => {
  const vectors = readModelVectors(file);

  it.each(["cpu", "reference"] as const)("every output in float32 on %s", async (device) => {
    const { outputs } = await evaluate(device, caseOf(vectors));
    expectAll(outputs, vectors.outputs, float32);
  });
});
