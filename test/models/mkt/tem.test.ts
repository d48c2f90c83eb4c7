import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../../src/compute/load-onnx.ts";
import type { Program } from "../../../src/compute/types.ts";
import type { MktShape } from "../../../src/models/mkt/groups.ts";
import { memSpecs } from "../../../src/models/mkt/mem.ts";
import { memDefaults, type TemOptions, temDefaults } from "../../../src/models/mkt/mkt-options.ts";
import { frozenSpecs, type MktOptions, temForward, type TemShape, temSpecs } from "../../../src/models/mkt/tem.ts";
import { expectClose } from "../../support/close.ts";
import { floats } from "../../support/fed.ts";
import type { Tensors } from "../../support/golden-case.ts";
import { differentiable, fedRows, parametersOf, rows, rowsOf, threeEntities } from "../../support/mkt-batch.ts";
import { expectNoLeak } from "../../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../../support/run-both.ts";

const shape: TemShape = { mem: threeEntities, embeddingSize: 6, target: threeEntities.entities[1] };
const ownShape: MktShape = { ...threeEntities, embeddingSize: 6 };
const base = { hidden: [7, 5, 3] };

function optionsWith(changed: Partial<TemOptions>): MktOptions {
  return { mem: memDefaults(base), tem: { ...temDefaults(base), ...changed } };
}

function inputsFor(options: MktOptions): FedInputs {
  return {
    ...fedRows("own", ownShape, shape.target, 1),
    ...fedRows("theirs", threeEntities, shape.target, 31),
    ...parametersOf([...temSpecs(shape, options), ...frozenSpecs(shape, options)]),
  };
}

function forward(t: Tensors, options: MktOptions) {
  return temForward(t, { own: rowsOf(t, "own", ownShape), mem: rowsOf(t, "theirs", threeEntities) }, shape, options);
}

/** The logits, and the gradients of Σ ramp · logit for what TEM trains. */
function trainingProgram(options: MktOptions, inputs: FedInputs): Program {
  const names = differentiable(inputs).filter((name) => !/^(mem|theirs)\//.test(name));
  return (t) => {
    const inner = (...given: tf.Tensor[]): tf.Tensor =>
      forward({ ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) }, options).logit;
    const gradients = tf.grads(inner)(
      names.map((name) => t[name]),
      tf.linspace(-1, 1.3, rows),
    );
    const named = names.map((name, i) => [`gradient of ${name}`, gradients[i]] as const);
    return { logit: inner(...names.map((name) => t[name])), ...Object.fromEntries(named) };
  };
}

/** A few dozen float32 terms in another order. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

const variants: Partial<TemOptions>[] = [
  {},
  { crossInput: "own", headInput: "all" },
  { transfer: ["user", "cross"], sequenceEncoder: "mean" },
  { transfer: ["sequence"], sequenceEncoder: "multiHead" },
  { transfer: [] },
];

describe.each(variants)("TEM with %o", (switched) => {
  const options = optionsWith(switched);
  const inputs = inputsFor(options);

  it("gives everything that it trains a gradient", async () => {
    const outputs = await runOn("cpu", trainingProgram(options, inputs), inputs);
    const unused = Object.entries(outputs).filter(([, values]) => values.every((value) => value === 0));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  it("gives the same logits and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(trainingProgram(options, inputs), inputs);
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => runOn("reference", trainingProgram(options, inputs), inputs));
  });
});

describe("what MEM passes on", () => {
  const options = optionsWith({});
  const inputs = inputsFor(options);

  it("is frozen: its parameters and vectors have no gradient", async () => {
    const frozen = differentiable(inputs).filter((name) => /^(mem|theirs)\//.test(name));
    const program: Program = (t) => {
      const inner = (...given: tf.Tensor[]): tf.Tensor => {
        // tf.grads refuses an input that nothing reads.
        const read = tf.mul(tf.addN(given.map((tensor) => tf.sum(tensor))), 0);
        const tensors = { ...t, ...Object.fromEntries(frozen.map((name, i) => [name, given[i]])) };
        return tf.add(tf.sum(forward(tensors, options).logit), read);
      };
      const gradients = tf.grads(inner)(frozen.map((name) => t[name]));
      return Object.fromEntries(frozen.map((name, i) => [`gradient of ${name}`, gradients[i]]));
    };
    const gradients = await runOn("cpu", program, inputs);
    expect(Object.values(gradients).every((values) => values.every((value) => value === 0))).toBe(true);
    expect(Object.keys(gradients)).toContain("gradient of mem/cke/gate/post/kernel");
  });

  it("is not added where the gates' values are zeros: TEM is the model without transfer", async () => {
    const silent = Object.entries(inputs).map(([name, fed]) => {
      const isValue = /^tem\/gate\/\w+\/value\//.test(name);
      return [name, isValue ? floats(fed.shape, new Array<number>(fed.data.length).fill(0)) : fed] as const;
    });
    const logitsWith = (chosen: MktOptions) =>
      runOn("cpu", (t) => ({ logit: forward(t, chosen).logit }), Object.fromEntries(silent));
    const [transferred, alone] = [await logitsWith(options), await logitsWith(optionsWith({ transfer: [] }))];
    expect(Array.from(transferred["logit"])).toEqual(Array.from(alone["logit"]));
  });

  it("comes from parts of the target path of MEM alone", () => {
    const names = (transfer: TemOptions["transfer"]): string[] =>
      frozenSpecs(shape, optionsWith({ transfer })).map(({ name }) => name);
    const everything = memSpecs(threeEntities, options.mem).map(({ name }) => name);
    expect(everything).toEqual(expect.arrayContaining(names(["cross"])));
    expect(names(["cross"]).filter((name) => /product|video|tower|independent/.test(name))).toEqual([]);
    expect(names(["user", "shared"])).toEqual([]);
    expect(names(["user", "sequence", "shared"]).filter((name) => !name.startsWith("mem/sequence/"))).toEqual([]);
  });
});

it("TEM with MEM's knowledge is exported for any number of rows", async () => {
  const options = optionsWith({});
  const inputs = inputsFor(options);
  const isRow = (name: string): boolean => /^(own|theirs)\//.test(name);
  const rowNames = Object.keys(inputs).filter(isRow);
  const parameters = Object.entries(inputs).filter(([name]) => !isRow(name));
  const constants = (): Tensors =>
    Object.fromEntries(parameters.map(([name, { data, shape: sizes }]) => [name, tf.tensor(data, [...sizes])]));
  const floating = (t: Tensors): Tensors =>
    Object.fromEntries(rowNames.map((name) => [name, tf.cast(t[name], "float32")]));
  // Whole numbers stand for embeddings, as servers send ids.
  const whole = (name: string) => Int32Array.from(inputs[name].data, (value) => Math.round(value));
  const signature = (n: number) =>
    Object.fromEntries(rowNames.map((name) => [name, rowInput("int32", n, ...inputs[name].shape.slice(1))]));
  const model = await loadOnnx(
    exportOnnx((t) => ({ logit: forward({ ...floating(t), ...constants() }, options).logit }), signature),
  );
  const fed = rowNames.map((name) => [name, { data: whole(name), shape: inputs[name].shape }] as const);
  const firstTwo = fed.map(
    ([
      name,
      {
        data,
        shape: [, ...rest],
      },
    ]) => {
      const size = rest.reduce((product, length) => product * length, 1);
      return [name, { data: data.slice(0, 2 * size), shape: [2, ...rest] }] as const;
    },
  );
  const some = await model.run(Object.fromEntries(firstTwo));
  await model.close();
  const int32 = Object.fromEntries(fed.map(([name, one]) => [name, { ...one, dtype: "int32" as const }]));
  const all = await runOn("reference", (t) => ({ logit: forward({ ...t, ...floating(t) }, options).logit }), {
    ...inputs,
    ...int32,
  });
  expectClose(some["logit"], all["logit"].slice(0, 2), reordered);
});
