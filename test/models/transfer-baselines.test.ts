import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../src/compute/load-onnx.ts";
import type { Program } from "../../src/compute/types.ts";
import { conet } from "../../src/models/conet.ts";
import { ctnetDefaults, ctnetNetwork } from "../../src/models/ctnet.ts";
import { din } from "../../src/models/din.ts";
import { fibinet } from "../../src/models/fibinet.ts";
import { minetDefaults, minetNetwork } from "../../src/models/minet.ts";
import { type EntityFields, entityFields } from "../../src/models/mkt/entity-fields.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { type Network, networkOf, tensorSpecs } from "../../src/models/network.ts";
import { rowSignature } from "../../src/models/row-feeds.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals } from "../support/fed.ts";
import type { Tensors } from "../support/golden-case.ts";
import { parametersOf } from "../support/mkt-batch.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../support/run-both.ts";

const base = { hidden: [8, 6, 5] };
const rows = 11;

interface Variant {
  readonly name: string;
  readonly network: (domains: number) => Network;
}

/** Ten features: no weight of fibinet's squeeze-and-excitation is 0 for all rows. */
const shapeOf = (domains: number): ModelShape => ({ sizes: new Array<number>(10).fill(2), sensitive: [], domains });

/** The second feature is a history of values of the first. */
function withHistory(domains: number): ModelShape {
  return { ...shapeOf(domains), sequences: [{ feature: 1, size: 2, length: 3, candidate: 0 }] };
}

/** A feature of the user, one of all items and a history of its values; one each of the first two entities, which others have not. */
function fieldsOf(domains: number): EntityFields {
  const roled = (role: string) => ({ name: role, role, sequence: false, embedding: 3 });
  const history = { ...roled("user"), sequence: true, maxLength: 3, vocabularyOf: 1 };
  const specific = [0, 1].slice(0, domains).map((d) => roled(`entity-specific:e${d}`));
  const names = Array.from({ length: domains }, (_, d) => `e${d}`);
  return entityFields([roled("user"), roled("item"), history, ...specific], names, "attention");
}

const variants: Variant[] = [
  { name: "fibinet", network: (domains) => networkOf(fibinet, shapeOf(domains), fibinet.defaults(base)) },
  { name: "din", network: (domains) => networkOf(din, withHistory(domains), din.defaults(base)) },
  { name: "conet", network: (domains) => networkOf(conet, shapeOf(domains), conet.defaults(base)) },
  {
    name: "minet",
    network: (domains) => minetNetwork(fieldsOf(domains), { target: 0, targetHistories: [] }, minetDefaults(base)),
  },
  { name: "ctnet", network: () => ctnetNetwork(10, { inputSize: 6, hidden: [5, 4] }, ctnetDefaults(base)) },
];

/** Rows of every domain, the last one padding; histories of no elements and more. */
function inputsFor(network: Network): FedInputs {
  const { domains } = network;
  const hot = Array.from({ length: rows }, (_, b) =>
    Array.from({ length: domains }, (__, d) => (b < rows - 1 && b % domains === d ? 1 : 0)),
  );
  const lengths = Array.from({ length: rows }, (_, b) => b % 4);
  const fed = Object.entries(rowSignature(network, rows)).map(([name, { shape }], i) => {
    if (name === "domain") return [name, floats(shape, hot.flat())] as const;
    return [name, name.endsWith("/length") ? floats(shape, lengths) : normals(shape, 4 + i)] as const;
  });
  return { ...parametersOf(tensorSpecs(network)), ...Object.fromEntries(fed) };
}

function logits(network: Network, t: Tensors): tf.Tensor {
  return network.logits(t, servingInputs(t));
}

/** The logits, and the gradient of Σ ramp · logit for x and every parameter. */
function withGradients(network: Network): Program {
  return (t) => {
    const names = ["x", ...network.specs.map(({ name }) => name)];
    const inner = (...given: tf.Tensor[]): tf.Tensor =>
      logits(network, { ...t, ...Object.fromEntries(names.map((name, i) => [name, given[i]])) });
    const gradients = tf.grads(inner)(
      names.map((name) => t[name]),
      tf.linspace(-1, 1.3, rows),
    );
    const named = names.map((name, i): [string, tf.Tensor] => [`gradient of ${name}`, gradients[i]]);
    return { logit: logits(network, t), ...Object.fromEntries(named) };
  };
}

/** An input of whole numbers in its place. */
function asWhole({ shape, data }: Fed): Fed {
  return floats(shape, Array.from(data, Math.round));
}

/** The first rows of an input of whole numbers, as a server sends them. */
function firstRows({ data, shape }: Fed, count: number): { data: Int32Array; shape: number[] } {
  return { data: Int32Array.from(data.slice(0, (count * data.length) / shape[0])), shape: [count, ...shape.slice(1)] };
}

/** A few dozen float32 terms in another order. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

describe.each(variants)("$name", ({ network: of }) => {
  const network = of(3);
  const inputs = inputsFor(network);

  it("gives every parameter that it declares a gradient, and x too", async () => {
    const outputs = await runOn("cpu", withGradients(network), inputs);
    const unused = Object.entries(outputs).filter(([, values]) => values.every((value) => value === 0));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  it("gives the same logits and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(withGradients(network), inputs);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });

  it.each([1, 2])("gives finite logits and gradients with a padding row, with %i domains", async (domains) => {
    const outputs = await runOn("cpu", withGradients(of(domains)), inputsFor(of(domains)));
    const broken = Object.entries(outputs).filter(([, values]) => !values.every((value) => Number.isFinite(value)));
    expect(broken.map(([name]) => name)).toEqual([]);
  });

  it("leaves no tensor behind", async () => {
    await expectNoLeak(() => runOn("reference", withGradients(network), inputs));
  });

  it("is exported for any number of rows", async () => {
    const rowInputs = Object.keys(rowSignature(network, rows));
    const rounded = rowInputs.map((name) => [name, asWhole(inputs[name])] as const);
    const whole: FedInputs = { ...inputs, ...Object.fromEntries(rounded) };
    const program: Program = (t) => {
      const weights = tensorSpecs(network).map(({ name, shape }) => [name, tf.tensor(inputs[name].data, [...shape])]);
      const floating = rowInputs.map((name) => [name, tf.cast(t[name], "float32")]);
      return { logit: logits(network, Object.fromEntries([...weights, ...floating]) as Tensors) };
    };
    const signature = (n: number) =>
      Object.fromEntries(rowInputs.map((name) => [name, rowInput("int32", n, ...inputs[name].shape.slice(1))]));
    const exported = await loadOnnx(exportOnnx(program, signature));
    const some = await exported.run(Object.fromEntries(rowInputs.map((name) => [name, firstRows(whole[name], 5)])));
    await exported.close();
    const all = await runOn("cpu", (t) => ({ logit: logits(network, t) }), whole);
    expectClose(some["logit"], all["logit"].slice(0, 5), reordered);
  });
});
