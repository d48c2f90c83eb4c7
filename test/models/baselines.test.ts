import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../src/compute/load-onnx.ts";
import type { Program } from "../../src/compute/types.ts";
import { crossStitch } from "../../src/models/cross-stitch.ts";
import { hinet } from "../../src/models/hinet.ts";
import { mmoe } from "../../src/models/mmoe.ts";
import type { ModelInputs, ModelShape, RankingModel } from "../../src/models/model.ts";
import { ple } from "../../src/models/ple.ts";
import { separateDnn } from "../../src/models/separate-dnn.ts";
import { sharedBottom } from "../../src/models/shared-bottom.ts";
import { sharedDnn } from "../../src/models/shared-dnn.ts";
import { star } from "../../src/models/star.ts";
import { initialise } from "../../src/nn/parameter.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { floats, integers, normals } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../support/run-both.ts";

type Tensors = Record<string, tf.Tensor>;

const base = { hidden: [8, 6, 5] };
const rows = 19;
const width = 7;

/** The domain of each row; the last row is padding, of none. */
const domainOfRow = Array.from({ length: rows }, (_, b) => (b === rows - 1 ? -1 : b % 3));

function shapeFor(domains: number): ModelShape {
  return { sizes: [3, 4], sensitive: [], domains };
}

function domainInput(domains: number): Fed {
  const hot = domainOfRow.flatMap((id) =>
    Array.from({ length: domains }, (_, d) => (id >= 0 && id % domains === d ? 1 : 0)),
  );
  return floats([rows, domains], hot);
}

/** Starting values with noise on them, as after a few steps, and rows of all domains. */
function inputsFor(model: RankingModel<unknown>, domains = 3): FedInputs {
  const parameters = model.specs(shapeFor(domains), model.defaults(base)).map((spec) => {
    const noise = normals(spec.shape, 5, 0.2).data;
    const values = Array.from(initialise(spec, createRng(3, spec.name)), (value, i) => value + noise[i]);
    return [spec.name, floats(spec.shape, values)] as const;
  });
  return { ...Object.fromEntries(parameters), x: normals([rows, width], 4), domain: domainInput(domains) };
}

function logits(model: RankingModel<unknown>, t: Tensors, changed: Partial<ModelInputs> = {}): tf.Tensor {
  const given = { x: t["x"], domain: t["domain"], weight: tf.ones([1]), histories: [], training: true };
  const inputs = { ...given, afterHidden: (activation: tf.Tensor) => activation, ...changed };
  return model.logits(t, inputs, shapeFor(t["domain"].shape[1] ?? 0), model.defaults(base));
}

/** The logits, and the gradient of Σ ramp · logit for x and every parameter. */
function withGradients(model: RankingModel<unknown>): Program {
  return (t) => {
    const names = Object.keys(t).filter((name) => name !== "domain");
    const inner = (...given: tf.Tensor[]): tf.Tensor =>
      logits(model, { ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) });
    const gradients = tf.grads(inner)(
      names.map((name) => t[name]),
      tf.linspace(-1, 1.3, rows),
    );
    const named = names.map((name, i): [string, tf.Tensor] => [`gradient of ${name}`, gradients[i]]);
    return { logit: logits(model, t), ...Object.fromEntries(named) };
  };
}

async function logitsOf(model: RankingModel<unknown>, inputs: FedInputs): Promise<number[]> {
  const { logit } = await runOn("cpu", (t) => ({ logit: logits(model, t) }), inputs);
  return Array.from(logit);
}

/** The first rows of an input of whole numbers, as a server sends them. */
function firstRows({ data, shape: [, columns] }: Fed, count: number): { data: Int32Array; shape: number[] } {
  return { data: Int32Array.from(data.slice(0, count * columns)), shape: [count, columns] };
}

function constants(parameters: FedInputs): Tensors {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]),
  );
}

/** A few dozen float32 terms in another order. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

const towers: RankingModel<unknown>[] = [separateDnn, sharedBottom, mmoe, ple, star, crossStitch, hinet];

describe.each([sharedDnn as RankingModel<unknown>, ...towers])("$name", (model) => {
  const inputs = inputsFor(model);

  it("gives every parameter that it declares a gradient, and x too", async () => {
    const outputs = await runOn("cpu", withGradients(model), inputs);
    const unused = Object.entries(outputs).filter(([, values]) => values.every((value) => value === 0));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  it("gives the same logits and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(withGradients(model), inputs);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });

  it.each([1, 3])("gives finite logits and gradients with a padding row, with %i domains", async (domains) => {
    const outputs = await runOn("cpu", withGradients(model), inputsFor(model, domains));
    const broken = Object.entries(outputs).filter(([, values]) => !values.every((value) => Number.isFinite(value)));
    expect(broken.map(([name]) => name)).toEqual([]);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => runOn("reference", withGradients(model), inputs));
  });

  it("numbers the activations of its hidden layers without a gap, one width for a number", async () => {
    const widths = new Map<number, Set<number | undefined>>();
    const afterHidden = (activation: tf.Tensor, layer: number): tf.Tensor => {
      widths.set(layer, (widths.get(layer) ?? new Set()).add(activation.shape[1]));
      return activation;
    };
    await runOn("cpu", (t) => ({ logit: logits(model, t, { afterHidden }) }), inputs);
    expect([...widths.keys()].toSorted((a, b) => a - b)).toEqual(Array.from({ length: widths.size }, (_, l) => l));
    expect([...widths.values()].filter(({ size }) => size !== 1)).toEqual([]);
  });

  it("is exported for any number of rows", async () => {
    const { x: _x, domain: _domain, ...parameters } = inputs;
    const floating = (t: Tensors): Tensors => ({
      x: tf.cast(t["x"], "float32"),
      domain: tf.cast(t["domain"], "float32"),
    });
    const program: Program = (t) => ({ logit: logits(model, { ...constants(parameters), ...floating(t) }) });
    const signature = (n: number) => ({ x: rowInput("int32", n, width), domain: rowInput("int32", n, 3) });
    const x = integers([rows, width], 4);
    const exported = await loadOnnx(exportOnnx(program, signature));
    const some = await exported.run({ x: firstRows(x, 5), domain: firstRows(inputs["domain"], 5) });
    await exported.close();
    const whole = { ...inputs, x: { ...x, dtype: "float32" as const, data: Float32Array.from(x.data) } };
    expectClose(some["logit"], (await logitsOf(model, whole)).slice(0, 5), reordered);
  });
});

/** The parts that only rows of one domain read; hinet's mixtures and cross-stitch's bottoms are read by all. */
const ownParts = /^(tower|gate|expert\/specific|star\/\d+\/specific)\/1\//;

describe.each(towers)("$name", (model) => {
  const inputs = inputsFor(model);

  it("moves the logits of a domain's own rows alone when its own parts change", async () => {
    const changed = Object.entries(inputs).map(([name, fed]): [string, Fed] => [
      name,
      ownParts.test(name) ? { ...fed, data: Float32Array.from(fed.data, (value) => 1.5 * value + 0.1) } : fed,
    ]);
    const before = await logitsOf(model, inputs);
    const after = await logitsOf(model, Object.fromEntries(changed));
    expect(after.map((value, b) => value !== before[b])).toEqual(domainOfRow.map((d) => d === 1));
  });

  it("gives a padding row logit 0", async () => {
    expect((await logitsOf(model, inputs)).at(-1)).toBe(0);
  });

  it("has as many parameters more for each further domain", () => {
    const count = (domains: number): number => model.specs(shapeFor(domains), model.defaults(base)).length;
    expect(count(4) - count(3)).toBe(count(3) - count(2));
    expect(count(4)).toBeGreaterThan(count(3));
  });
});

describe("the models at their starting values", () => {
  const started = (model: RankingModel<unknown>): FedInputs => ({
    ...inputsFor(model),
    ...Object.fromEntries(
      model
        .specs(shapeFor(3), model.defaults(base))
        .map((spec) => [spec.name, floats(spec.shape, [...initialise(spec, createRng(3, spec.name))])]),
    ),
  });

  it("star scores a row alike in every domain", async () => {
    const inputs = started(star);
    const turned = inputs["domain"].data.map((_, i, all) => all[i - (i % 3) + ((i + 1) % 3)]);
    const other = await logitsOf(star, { ...inputs, domain: { ...inputs["domain"], data: turned } });
    expect(other).toEqual(await logitsOf(star, inputs));
  });

  it("cross-stitch reads a domain's own bottom alone", async () => {
    const inputs = started(crossStitch);
    const kernel = inputs["bottom/1/dense/0/kernel"];
    const doubled = { ...kernel, data: Float32Array.from(kernel.data, (value) => 2 * value) };
    const before = await logitsOf(crossStitch, inputs);
    const after = await logitsOf(crossStitch, { ...inputs, "bottom/1/dense/0/kernel": doubled });
    expect(after.map((value, b) => value !== before[b])).toEqual(domainOfRow.map((d) => d === 1));
  });
});

describe("hinet", () => {
  it("has no part of other domains where there is one domain", async () => {
    const inputs = inputsFor(hinet, 1);
    const kernel = inputs["tower/0/dense/0/kernel"];
    const [wide, units] = kernel.shape;
    const others = (2 * wide * units) / 3;
    const changed = { ...kernel, data: Float32Array.from(kernel.data, (value, i) => (i < others ? value : 9)) };
    const got = await logitsOf(hinet, { ...inputs, "tower/0/dense/0/kernel": changed });
    expect(got).toEqual(await logitsOf(hinet, inputs));
  });
});
