import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../src/compute/load-onnx.ts";
import type { Program } from "../../src/compute/types.ts";
import { adasparse } from "../../src/models/adasparse.ts";
import { apg } from "../../src/models/apg.ts";
import type { ModelInputs, ModelShape, RankingModel } from "../../src/models/model.ts";
import { type PepnetOptions, pepnet } from "../../src/models/pepnet.ts";
import { mlp } from "../../src/nn/mlp.ts";
import { initialise } from "../../src/nn/parameter.ts";
import { DomainlensError } from "../../src/util/errors.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { floats, integers, normals } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../support/run-both.ts";

const shape: ModelShape = { sizes: [3, 4], sensitive: [], domains: 3 };
const base = { hidden: [6, 5] };
const rows = 8;

/** Rows of every domain, and a padding row last. */
const domain = floats(
  [rows, 3],
  [0, 1, 2, 0, 1, 2, 0, 3].flatMap((of) => [0, 1, 2].map((d) => (d === of ? 1 : 0))),
);

interface Variant {
  readonly name: string;
  readonly model: RankingModel<unknown>;
  readonly options: unknown;
}

const pepnetWith = (changed: Partial<PepnetOptions>): PepnetOptions => ({ ...pepnet.defaults(base), ...changed });
const variants: Variant[] = [
  { name: "adasparse", model: adasparse, options: adasparse.defaults(base) },
  { name: "apg", model: apg, options: apg.defaults(base) },
  { name: "pepnet", model: pepnet, options: pepnetWith({}) },
  {
    name: "pepnet with gates on embeddings",
    model: pepnet,
    options: pepnetWith({ parameterGateInput: "domainAndEmbedding" }),
  },
];

/** The starting values of a model, with noise on its biases too, and the rows that it reads. */
function inputsFor({ model, options }: Variant): FedInputs {
  const parameters = model.specs(shape, options).map((spec) => {
    const noise = normals(spec.shape, 5, 0.2).data;
    const values = Array.from(initialise(spec, createRng(3, spec.name)), (value, i) => value + noise[i]);
    return [spec.name, floats(spec.shape, values)] as const;
  });
  return { ...Object.fromEntries(parameters), x: normals([rows, 7], 4), domain };
}

type Tensors = Record<string, tf.Tensor>;

function logits({ model, options }: Variant, t: Tensors, changed: Partial<ModelInputs> = {}): tf.Tensor {
  const weight = tf.tensor1d([1, 1, 1, 1, 1, 1, 1, 0]);
  const given = {
    x: t["x"],
    domain: t["domain"],
    weight,
    histories: [],
    training: true,
    afterHidden: (h: tf.Tensor) => h,
  };
  return model.logits(t, { ...given, ...changed }, shape, options);
}

/** The logits, and the gradient of Σ ramp · logit for x and every parameter. */
function withGradients(variant: Variant): Program {
  return (t) => {
    const names = Object.keys(t).filter((name) => name !== "domain");
    const inner = (...given: tf.Tensor[]): tf.Tensor =>
      logits(variant, { ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) });
    const gradients = tf.grads(inner)(
      names.map((name) => t[name]),
      tf.linspace(-1, 1.3, rows),
    );
    const named = names.map((name, i): [string, tf.Tensor] => [`gradient of ${name}`, gradients[i]]);
    return { logit: logits(variant, t), ...Object.fromEntries(named) };
  };
}

/** The first rows of an input of whole numbers, as a server sends them. */
function firstRows({ data, shape: [, width] }: Fed, count: number): { data: Int32Array; shape: number[] } {
  return { data: Int32Array.from(data.slice(0, count * width)), shape: [count, width] };
}

function constants(parameters: FedInputs): Tensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data, shape: sizes }]) => [name, tf.tensor(data, [...sizes])]),
  );
}

/** A few dozen float32 terms in another order. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

describe.each(variants)("$name", (variant) => {
  const inputs = inputsFor(variant);

  it("gives every parameter that it declares a gradient, and x too", async () => {
    const outputs = await runOn("cpu", withGradients(variant), inputs);
    const unused = Object.entries(outputs).filter(([, values]) => values.every((value) => value === 0));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  it("gives the same logits and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(withGradients(variant), inputs);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });

  it.each(["cpu", "reference"] as const)("leaves no tensor behind on %s", async (device) => {
    await expectNoLeak(() => runOn(device, withGradients(variant), inputs));
  });

  it("moves the logits of a domain's own rows alone when the domain's embedding changes", async () => {
    const program: Program = (t) => ({ logit: logits(variant, t) });
    const table = Float32Array.from(inputs["embedding/domain/table"].data);
    table.fill(0.7, table.length / 3, (2 * table.length) / 3);
    const changed = { ...inputs["embedding/domain/table"], data: table };
    const before = await runOn("cpu", program, inputs);
    const after = await runOn("cpu", program, { ...inputs, "embedding/domain/table": changed });
    const moved = Array.from(before["logit"], (value, b) => value !== after["logit"][b]);
    expect(moved).toEqual([false, true, false, false, true, false, false, false]);
  });

  it("is exported for any number of rows", async () => {
    const { x: _x, domain: _domain, ...parameters } = inputs;
    const floating = (t: Tensors): Tensors => ({
      x: tf.cast(t["x"], "float32"),
      domain: tf.cast(t["domain"], "float32"),
    });
    const program: Program = (t) => ({ logit: logits(variant, { ...floating(t), ...constants(parameters) }) });
    const signature = (n: number) => ({ x: rowInput("int32", n, 7), domain: rowInput("int32", n, 3) });
    const x = integers([rows, 7], 4);
    const model = await loadOnnx(exportOnnx(program, signature));
    const some = await model.run({ x: firstRows(x, 3), domain: firstRows(domain, 3) });
    await model.close();
    const all = await runOn("reference", (t) => ({ logit: logits(variant, { ...t, ...floating(t) }) }), {
      ...inputs,
      x,
    });
    expectClose(some["logit"], all["logit"].slice(0, 3), reordered);
  });

  it("numbers the activations of its hidden layers", async () => {
    const seen: [number, number | undefined][] = [];
    const afterHidden = (activation: tf.Tensor, layer: number): tf.Tensor => {
      seen.push([layer, activation.shape[1]]);
      return activation;
    };
    await runOn("cpu", (t) => ({ logit: logits(variant, t, { afterHidden }) }), inputs);
    expect(seen).toEqual([
      [0, 6],
      [1, 5],
    ]);
  });
});

/** The inputs with some parameters set to one number throughout. */
function filled(inputs: FedInputs, which: RegExp, value: number): FedInputs {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, fed]) => [
      name,
      which.test(name) ? { ...fed, data: Float32Array.from(fed.data, () => value) } : fed,
    ]),
  );
}

/** The plain network of the layers `dense/<l>` and `output`. */
function plainLogits(t: Tensors): tf.Tensor {
  const last = { "dense/2/kernel": t["output/kernel"], "dense/2/bias": t["output/bias"] };
  return tf.reshape(mlp({ ...t, ...last }, "dense", 2, t["x"]), [rows]);
}

describe.each(variants.filter(({ name }) => name !== "apg"))("$name with gates at logit 0", (variant) => {
  it("is the plain network", async () => {
    const inputs = filled(inputsFor(variant), /^(epnet|ppnet|pruner)\//, 0);
    const program: Program = (t) => ({ got: logits(variant, t), want: plainLogits(t) });
    const { got, want } = await runOn("cpu", program, inputs);
    expectClose(got, want);
  });
});

describe("pepnet", () => {
  const onEmbeddings = variants[3];

  it("sends no gradient into the embeddings through the gates of the hidden layers", async () => {
    const inputs = filled(inputsFor(onEmbeddings), /^dense\/0\/kernel$/, 0);
    const outputs = await runOn("cpu", withGradients(onEmbeddings), inputs);
    expect(new Set(outputs["gradient of x"])).toEqual(new Set([0]));
    const [first, , , fourth] = outputs["logit"];
    expect(first, "rows of one domain that differ in x alone").not.toBe(fourth);
  });

  it("sends no gradient into the embeddings through their own gate: without hidden layers, logit - bias = x · dlogit/dx", async () => {
    const variant: Variant = { name: "no hidden layer", model: pepnet, options: pepnetWith({ hidden: [] }) };
    const program: Program = (t) => {
      const slope = tf.grad((x: tf.Tensor) => tf.sum(logits(variant, { ...t, x })))(t["x"]);
      const want = tf.sub(logits(variant, t), t["output/bias"]);
      return { slope, got: tf.sum(tf.mul(t["x"], slope), 1), want };
    };
    const { slope, got, want } = await runOn("cpu", program, inputsFor(variant));
    expectClose(got, want);
    expect(slope[0], "slopes of rows of one domain, were the gate not to read x").not.toBe(slope[3 * 7]);
  });

  it("refuses an input of its gates that it does not know", () => {
    const options = { ...pepnetWith({}), parameterGateInput: "everything" };
    expect(() => (pepnet as RankingModel<unknown>).specs(shape, options)).toThrow(DomainlensError);
  });
});

describe("apg", () => {
  it("is the network of the shared low-rank weights U V when it generates the unit matrix for every domain", async () => {
    const rank = 2;
    const variant: Variant = { name: "rank 2", model: apg, options: { ...apg.defaults(base), rank } };
    const unit = floats([rank * rank], [1, 0, 0, 1]);
    const given = filled(inputsFor(variant), /generator\/kernel$/, 0);
    const inputs = { ...given, "apg/0/generator/bias": unit, "apg/1/generator/bias": unit };
    const program: Program = (t) => {
      const weights = [0, 1].flatMap((l) => [
        [`dense/${l}/kernel`, tf.matMul(t[`apg/${l}/U`], t[`apg/${l}/V`])] as const,
        [`dense/${l}/bias`, t[`apg/${l}/bias`]] as const,
      ]);
      return { got: logits(variant, t), want: plainLogits({ ...t, ...Object.fromEntries(weights) }) };
    };
    const { got, want } = await runOn("cpu", program, inputs);
    expectClose(got, want);
  });
});
