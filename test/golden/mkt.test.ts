import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { alignFeatures } from "../../src/models/mkt/hfa.ts";
import { commonKnowledge } from "../../src/models/mkt/knowledge-extraction.ts";
import { memLoss, type MemOutputs, memSpecs } from "../../src/models/mkt/mem.ts";
import { polarizedLoss } from "../../src/models/mkt/polarized-loss.ts";
import { addKnowledge, frozenSpecs, temForward, temSpecs } from "../../src/models/mkt/tem.ts";
import { cosineSimilarity } from "../../src/nn/cosine-similarity.ts";
import { crossNetwork } from "../../src/nn/cross-network.ts";
import { gatedLinearUnit } from "../../src/nn/gated-linear-unit.ts";
import { attendToHistory, meanOfHistory } from "../../src/nn/history-attention.ts";
import type { ParameterSpec } from "../../src/nn/parameter.ts";
import type { Tolerance } from "../support/close.ts";
import { evaluate, expectAll, type GoldenCase, operatorInputs, type Tensors } from "../support/golden-case.ts";
import { meanLoss, type ModelVectors, readModelVectors } from "../support/golden-model.ts";
import { embedRows, fedModel, hfaConfig, memConfig, memOf, temConfig, temOf } from "../support/golden-mkt.ts";
import { goldenFiles } from "../support/golden.ts";

/** float32 against float64: a few dozen terms with relative errors of 6e-8 each, through a handful of layers. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

const entities = ["source", "target"] as const;

/** Names without a tensor are left out, as the files leave out what a switch turns off. */
function present(named: Record<string, tf.Tensor | undefined>): Tensors {
  return Object.fromEntries(Object.entries(named).flatMap(([name, y]) => (y === undefined ? [] : [[name, y]])));
}

/** An operator whose loss is the sum of some outputs times their cotangents; lengths have no gradient. */
function operatorCase(vectors: ModelVectors, apply: (t: Tensors) => Tensors, loss = againstCotangent): GoldenCase {
  const inputs = operatorInputs(vectors);
  const forward = (t: Tensors): Tensors => {
    const outputs = apply(t);
    return { ...outputs, loss: loss(outputs, t) };
  };
  const isConstant = (name: string): boolean => /cotangent$|inputs\/length$/.test(name);
  const names = Object.keys(inputs).filter((name) => !isConstant(name));
  return { inputs, forward, wrt: Object.keys(vectors.gradients).length === 0 ? [] : names };
}

function againstCotangent({ output }: Tensors, t: Tensors): tf.Tensor {
  return tf.sum(tf.mul(output, t["inputs/cotangent"]));
}

const crossConfig = z.object({ size: z.number(), layers: z.number() });
const gluConfig = z.object({ inputSize: z.number(), outputSize: z.number() });
const ckeConfig = memConfig.pick({ experts: true, expertHidden: true, expertOutputActivation: true });
const sequenceConfig = memConfig.pick({ sequenceEncoder: true, embeddingSize: true });
const operatorHfaConfig = hfaConfig.extend({ specificFields: z.number() });
const pdlConfig = z.object({ sourceBatch: z.number(), targetBatch: z.number(), size: z.number() });

function crossCase(vectors: ModelVectors): GoldenCase {
  const { layers } = crossConfig.parse(vectors.config);
  return operatorCase(vectors, (t) => ({ output: crossNetwork(t, "cross", layers, t["inputs/x"]) }));
}

function gluCase(vectors: ModelVectors): GoldenCase {
  return operatorCase(vectors, (t) => ({
    gated: gatedLinearUnit(t, "gate", t["inputs/knowledge"]),
    output: addKnowledge(t, "gate", t["inputs/own"], t["inputs/knowledge"]),
  }));
}

function ckeCase(vectors: ModelVectors): GoldenCase {
  // Independent knowledge is not in the file.
  const options = {
    ...ckeConfig.parse(vectors.config),
    independentHidden: [],
    independentOutputActivation: "relu",
  } as const;
  const apply = (t: Tensors): Tensors => {
    const outputs = entities.map((entity) => {
      const { gate, common } = commonKnowledge(t, "cke", entity, t[`inputs/${entity}/input`], options);
      return { [`${entity}/gate`]: gate, [`${entity}/common`]: common };
    });
    return Object.assign({}, ...outputs);
  };
  return operatorCase(vectors, apply, (outputs, t) =>
    tf.addN(entities.map((entity) => tf.sum(tf.mul(outputs[`${entity}/common`], t[`inputs/${entity}/cotangent`])))),
  );
}

function sequenceCase(vectors: ModelVectors): GoldenCase {
  const { sequenceEncoder } = sequenceConfig.parse(vectors.config);
  return operatorCase(vectors, (t) => {
    const history = { vectors: t["inputs/history"], lengths: t["inputs/length"] };
    const attention = sequenceEncoder === "attention";
    return { output: attention ? attendToHistory(history, t["inputs/candidate"]) : meanOfHistory(history) };
  });
}

function hfaCase(vectors: ModelVectors): GoldenCase {
  const { specificFields, ...options } = operatorHfaConfig.parse(vectors.config);
  return operatorCase(vectors, (t) => {
    const [user, sequence] = [t["inputs/user"], t["inputs/sequence"]];
    const groups = { user, sequence, shared: t["inputs/shared"], specific: t["inputs/specific"] };
    const { explicit, implicit, importance, aligned, output } = alignFeatures(
      t,
      "hfa",
      groups,
      specificFields,
      options,
    );
    return present({ explicit, implicit, importance, aligned, output });
  });
}

function pdlCase(vectors: ModelVectors): GoldenCase {
  const cosineOf = (t: Tensors, entity: string): tf.Tensor =>
    cosineSimilarity(t[`inputs/${entity}/common`], t[`inputs/${entity}/independent`]);
  return operatorCase(
    vectors,
    (t) => Object.fromEntries(entities.map((entity) => [`${entity}/cosine`, cosineOf(t, entity)])),
    (outputs) => {
      const cosines = entities.map((entity) => outputs[`${entity}/cosine`]);
      return polarizedLoss(cosines.map((cosine) => ({ cosine, weight: tf.ones(cosine.shape) })));
    },
  );
}

function memOutputs(entity: string, { groups, hfa, gate, common, independent, cosine, logit }: MemOutputs): Tensors {
  const { explicit, implicit, importance, aligned, output } = hfa;
  const all = { explicit, implicit, importance, aligned, gate, hfa: output, common, independent, cosine, logit };
  const named = Object.entries({ ...all, sequence: groups.sequence });
  return present(Object.fromEntries(named.map(([name, tensor]) => [`${entity}/${name}`, tensor])));
}

function memCase(vectors: ModelVectors): GoldenCase {
  const { shape, options } = memOf(memConfig.parse(vectors.config));
  const forward = (t: Tensors): Tensors => {
    const batch = entities.map((entity) => {
      const labels = t[`inputs/${entity}/labels`];
      return { rows: embedRows(t, "mem", entity), labels, weight: tf.ones(labels.shape) };
    });
    const { loss, pdl, entities: losses, outputs } = memLoss(t, batch, shape, options);
    return {
      ...Object.assign({}, ...entities.map((entity, n) => memOutputs(entity, outputs[n]))),
      ...Object.fromEntries(entities.map((entity, n) => [`${entity}/loss`, losses[n]])),
      ...present({ "loss/pdl": pdl, loss }),
    };
  };
  return { inputs: fedModel(vectors), forward, wrt: Object.keys(vectors.gradients) };
}

function temCase(vectors: ModelVectors): GoldenCase {
  const { shape, options } = temOf(temConfig.parse(vectors.config));
  const forward = (t: Tensors): Tensors => {
    const rows = { own: embedRows(t, "tem", "target"), mem: embedRows(t, "mem", "target") };
    const { common, user, sequence, shared, crossOwn, cross, logit } = temForward(t, rows, shape, options);
    return present({
      "mem/common": common,
      "tem/user": user,
      "tem/sequence": sequence,
      "tem/shared": shared,
      "tem/crossOwn": crossOwn,
      "tem/cross": cross,
      logit,
      probability: tf.sigmoid(logit),
      loss: meanLoss(logit, t["inputs/target/labels"]),
    });
  };
  return { inputs: fedModel(vectors), forward, wrt: Object.keys(vectors.gradients) };
}

/** What a file may hold, told by what its config names: the first that fits. */
const kinds: readonly { config: z.ZodType; build: (vectors: ModelVectors) => GoldenCase }[] = [
  { config: temConfig, build: temCase },
  { config: memConfig, build: memCase },
  { config: operatorHfaConfig, build: hfaCase },
  { config: ckeConfig, build: ckeCase },
  { config: sequenceConfig, build: sequenceCase },
  { config: crossConfig, build: crossCase },
  { config: gluConfig, build: gluCase },
  { config: pdlConfig, build: pdlCase },
];

function caseOf(vectors: ModelVectors): GoldenCase {
  const kind = kinds.find(({ config }) => config.safeParse(vectors.config).success);
  if (kind === undefined) throw new Error("the config of these golden vectors fits no part of MKT");
  return kind.build(vectors);
}

const files = goldenFiles("mkt").map((file) => ({ name: file.name, vectors: readModelVectors(file) }));

describe.each(files)("golden MKT: $name", ({ vectors }) => {
  it.each(["cpu", "reference"] as const)("outputs, loss and gradients in float32 on %s", async (device) => {
    const { outputs, gradients } = await evaluate(device, caseOf(vectors));
    expectAll(outputs, vectors.outputs, float32);
    expectAll(gradients, vectors.gradients, float32);
  });
});

interface ModelSpecs {
  readonly trained: readonly ParameterSpec[];
  readonly frozen: readonly ParameterSpec[];
}

/** The parameters that a config of a model file declares; undefined for an operator. */
function specsOf({ config }: ModelVectors): ModelSpecs | undefined {
  const tem = temConfig.safeParse(config);
  if (tem.success) {
    const { shape, options } = temOf(tem.data);
    return { trained: temSpecs(shape, options), frozen: frozenSpecs(shape, options) };
  }
  const mem = memConfig.safeParse(config);
  if (!mem.success) return undefined;
  const { shape, options } = memOf(mem.data);
  return { trained: memSpecs(shape, options), frozen: [] };
}

const models = files.flatMap(({ name, vectors }) => {
  const specs = specsOf(vectors);
  return specs === undefined ? [] : [{ name, vectors, specs }];
});

describe.each(models)("golden MKT: $name", ({ vectors, specs: { trained, frozen } }) => {
  it("has the parameters of the file, in their shapes", () => {
    const dense = Object.entries(vectors.params).filter(([name]) => !name.includes("/embedding/"));
    const declared = [...trained, ...frozen].map(({ name, shape }) => [name, shape] as const);
    expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(dense.map(([name, { shape }]) => [name, shape])));
    expect(declared.length).toBe(dense.length);
  });

  it("trains those that the file has gradients of", () => {
    const dense = Object.keys(vectors.gradients).filter((name) => !name.includes("/embedding/"));
    expect(trained.map(({ name }) => name).toSorted()).toEqual(dense.toSorted());
  });
});
