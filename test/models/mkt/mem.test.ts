import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../../src/compute/types.ts";
import type { MktShape } from "../../../src/models/mkt/groups.ts";
import { memGroups, memImportance } from "../../../src/models/mkt/mem-knowledge.ts";
import { memLoss, memSpecs } from "../../../src/models/mkt/mem.ts";
import { memDefaults, type MemOptions } from "../../../src/models/mkt/mkt-options.ts";
import { DomainlensError } from "../../../src/util/errors.ts";
import { expectClose } from "../../support/close.ts";
import { normals } from "../../support/fed.ts";
import { batchOf, differentiable, fedBatch, parametersOf, rowsOf, threeEntities } from "../../support/mkt-batch.ts";
import { expectNoLeak } from "../../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../../support/run-both.ts";

const defaults = memDefaults({ hidden: [7, 5, 3] });

function inputsFor(options: MemOptions, shape: MktShape = threeEntities): FedInputs {
  return { ...fedBatch(shape), ...parametersOf(memSpecs(shape, options)) };
}

/** The loss and its gradients for every parameter and every embedded vector. */
function trainingProgram(options: MemOptions, inputs: FedInputs): Program {
  const names = differentiable(inputs);
  return (t) => {
    const loss = (...given: tf.Tensor[]): tf.Scalar => {
      const tensors = { ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) };
      return memLoss(tensors, batchOf(tensors, threeEntities), threeEntities, options).loss;
    };
    const { value, grads } = tf.valueAndGrads(loss)(names.map((name) => t[name]));
    return { loss: value, ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, grads[i]])) };
  };
}

/** A few dozen float32 terms in another order. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

const variants: Partial<MemOptions>[] = [
  {},
  { crossInput: "all", sharedScope: "entityShared" },
  { hfa: "alignOnly", sequenceEncoder: "mean" },
  { hfa: "none", sequenceEncoder: "attention" },
  { gamma: 0, implicitOutputActivation: "none", alignOutputActivation: "none", expertOutputActivation: "none" },
];

describe.each(variants)("MEM of three entities with %o", (switched) => {
  const options = { ...defaults, ...switched };
  const inputs = inputsFor(options);

  it("gives every parameter that it declares a gradient", async () => {
    const outputs = await runOn("cpu", trainingProgram(options, inputs), inputs);
    const declared = memSpecs(threeEntities, options).map(({ name }) => name);
    const unused = declared.filter((name) => outputs[`gradient of ${name}`].every((value) => value === 0));
    expect(unused).toEqual([]);
  });

  it("gives the same loss and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(trainingProgram(options, inputs), inputs);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });

  it.each(["cpu", "reference"] as const)("leaves no tensor behind on %s", async (device) => {
    await expectNoLeak(() => runOn(device, trainingProgram(options, inputs), inputs));
  });
});

describe("the loss of MEM", () => {
  const inputs = inputsFor(defaults);

  it("is that of the entities and gamma times the polarized distribution loss", async () => {
    const program: Program = (t) => {
      const { loss, entities, pdl } = memLoss(t, batchOf(t, threeEntities), threeEntities, defaults);
      return { loss, entities: tf.stack([...entities]), pdl: pdl ?? tf.scalar(Number.NaN) };
    };
    const { loss, entities, pdl } = await runOn("cpu", program, inputs);
    expect(entities.length).toBe(3);
    expectClose(loss, [entities[0] + entities[1] + entities[2] + defaults.gamma * pdl[0]]);
  });

  it("ignores rows of weight 0", async () => {
    const program: Program = (t) => ({
      loss: memLoss(t, batchOf(t, threeEntities, [1, 1, 0, 0]), threeEntities, defaults).loss,
    });
    const changed = Float32Array.from(inputs["post/specific"].data);
    changed.fill(3, changed.length / 2);
    const before = await runOn("cpu", program, inputs);
    const after = await runOn("cpu", program, {
      ...inputs,
      "post/specific": { ...inputs["post/specific"], data: changed },
    });
    expect(after["loss"]).toEqual(before["loss"]);
  });

  it("is 0 for a batch without rows", async () => {
    const program: Program = (t) => ({
      loss: memLoss(t, batchOf(t, threeEntities, [0, 0, 0, 0]), threeEntities, defaults).loss,
    });
    expect(Array.from((await runOn("cpu", program, inputs))["loss"])).toEqual([0]);
  });
});

describe("the importance of an entity's features", () => {
  it("is a row of F numbers in 0..2, and reads the parameters of that entity's HFA alone", async () => {
    const [product] = threeEntities.entities;
    const own = Object.entries(inputsFor(defaults)).filter(([name]) => /^(product|mem\/hfa\/product)\//.test(name));
    const program: Program = (t) => ({
      p: memImportance(t, rowsOf(t, "product", threeEntities), product, threeEntities, defaults),
    });
    const { p } = await runOn("cpu", program, Object.fromEntries(own));
    expect(p.length).toBe(4 * 3);
    expect(Array.from(p).every((value) => value > 0 && value < 2)).toBe(true);
  });

  it.each([
    { name: "without importance scores", entity: 0, hfa: "alignOnly" as const },
    { name: "of an entity without specific features", entity: 2, hfa: "full" as const },
  ])("is refused $name", async ({ entity, hfa }) => {
    const options = { ...defaults, hfa };
    const asked = threeEntities.entities[entity];
    const program: Program = (t) => ({
      p: memImportance(t, rowsOf(t, asked.name, threeEntities), asked, threeEntities, options),
    });
    await expect(runOn("cpu", program, fedBatch(threeEntities))).rejects.toThrow(DomainlensError);
  });
});

describe("MEM refuses", () => {
  it.each<{ name: string; changed?: Partial<MemOptions>; shape?: Partial<MktShape> }>([
    { name: "knowledge of two sizes", changed: { independentHidden: [6] } },
    { name: "heads that do not divide the embedding size", changed: { heads: 3 } },
    { name: "aligned features of several widths", changed: { align: [] } },
    {
      name: "nothing to extract common knowledge from",
      changed: { hfa: "none", sharedScope: "entityShared", sequenceEncoder: "mean" },
      shape: { sharedFields: 0, candidates: [undefined, undefined, undefined] },
    },
  ])("$name", ({ changed, shape }) => {
    const specs = (): unknown => memSpecs({ ...threeEntities, ...shape }, { ...defaults, ...changed });
    expect(specs).toThrow(DomainlensError);
  });
});

describe("a history without a candidate", () => {
  const [first] = threeEntities.candidates;
  const some: MktShape = { ...threeEntities, candidates: [first, undefined, first] };
  const vectors = (options: MemOptions, shape: MktShape): Promise<Record<string, ArrayLike<number>>> =>
    runOn(
      "cpu",
      (t) => ({ sequence: memGroups(t, rowsOf(t, "product", shape), shape, options).sequence ?? tf.zeros([1]) }),
      inputsFor(defaults),
    );
  /** The vector of history n of each of four rows. */
  const ofHistory = ({ sequence }: Record<string, ArrayLike<number>>, n: number): number[] =>
    Array.from(sequence).filter((_, i) => Math.floor(i / 4) % 3 === n);

  it.each(["attention", "multiHead"] as const)(
    "is pooled by its mean, beside others that %s reads",
    async (encoder) => {
      const options = { ...defaults, sequenceEncoder: encoder };
      const [read, all, mean] = [
        await vectors(options, some),
        await vectors(options, threeEntities),
        await vectors({ ...options, sequenceEncoder: "mean" }, threeEntities),
      ];
      expect(ofHistory(read, 1)).toEqual(ofHistory(mean, 1));
      expect(ofHistory(read, 0)).toEqual(ofHistory(all, 0));
      expect(ofHistory(read, 0)).not.toEqual(ofHistory(mean, 0));
    },
  );

  it("needs no encoder where no other has one", () => {
    const none: MktShape = { ...threeEntities, candidates: [undefined, undefined, undefined] };
    expect(memSpecs(none, defaults).filter(({ name }) => name.startsWith("mem/sequence"))).toEqual([]);
  });
});

it("the histories may be left out, and features of the user too", async () => {
  const shape: MktShape = { ...threeEntities, userFields: 0, histories: 0, candidates: [] };
  const inputs = inputsFor(defaults, shape);
  const program: Program = (t) => ({ loss: memLoss(t, batchOf(t, shape), shape, defaults).loss });
  const { traced, eager } = await runBoth(program, inputs);
  expectClose(traced["loss"], eager["loss"]);
  const changed = await runOn("cpu", program, {
    ...inputs,
    "post/specific": normals(inputs["post/specific"].shape, 99),
  });
  expect(changed["loss"]).not.toEqual(traced["loss"]);
});
