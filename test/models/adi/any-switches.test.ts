import * as tf from "@tensorflow/tfjs";
import * as fc from "fast-check";
import { describe, it } from "vitest";
import { adiDefaults, type AdiOptions } from "../../../src/models/adi/adi-options.ts";
import { sampledSoftmax } from "../../../src/models/adi/sampled-softmax.ts";
import { type AdiNetwork, adiNetwork, adiOutputs, type AdiShape } from "../../../src/models/adi/two-towers.ts";
import { towerByHand } from "../../support/adi-by-hand.ts";
import { expectClose } from "../../support/close.ts";
import { floats, normals, uniforms } from "../../support/fed.ts";
import { type FedInputs, runOn } from "../../support/run-both.ts";

type Values = Readonly<Record<string, readonly number[]>>;

/** float32 through two towers, divided by deviations of about a half, a length and a temperature. */
const float32 = { absolute: 1e-4, relative: 1e-4 };

/** From every ReLU's kink: hundreds of times the error of its input in float32, and of the step of differences. */
const leastDistance = 1e-4;

const rows = 8;
const negatives = 2;

const switches = fc.record({
  domains: fc.integer({ min: 1, max: 4 }),
  sharedNetworks: fc.integer({ min: 1, max: 3 }),
  sharedGate: fc.constantFrom("softmax" as const, "ratio" as const),
  hidden: fc.constantFrom([], [4], [5, 3], [4, 4, 3]),
  fusion: fc.constantFrom("concat" as const, "sum" as const, "netmul" as const),
  fusionGate: fc.constantFrom("scalar" as const, "vector" as const),
  starActivation: fc.constantFrom("relu" as const, "none" as const),
  forward: fc.constantFrom([3], [4, 3], [4, 4, 2]),
  dsbn: fc.boolean(),
  training: fc.boolean(),
  adaptation: fc.constantFrom("none" as const, "linear" as const, "attention" as const, "se" as const),
  adaptationPlacement: fc.constantFrom("global" as const, "domain" as const, "network" as const),
  squeezeSize: fc.integer({ min: 1, max: 3 }),
  squeezeActivation: fc.constantFrom("none" as const, "sigmoid" as const),
  normalize: fc.boolean(),
  temperature: fc.constantFrom(1, 0.25),
});
type Switches = typeof switches extends fc.Arbitrary<infer T> ? T : never;

function build(chosen: Switches): { shape: AdiShape; options: AdiOptions } {
  const { domains } = chosen;
  const placement = chosen.fusion === "netmul" ? ("domain" as const) : chosen.adaptationPlacement;
  return {
    shape: { fields: { user: 3, item: 2 }, embeddingSize: 2, domains },
    options: { ...adiDefaults, ...chosen, adaptationPlacement: placement, domainEmbeddingSize: 2, epsilon: 0.05 },
  };
}

/** Seeded tensors of the network and rows; logits of the ratio gate around 1.5, so that their sum is not near 0. */
function valuesFor({ specs, state }: AdiNetwork, { fields, embeddingSize }: AdiShape, draw: number): Values {
  const of = ({ name, shape }: { name: string; shape: readonly number[] }, seed: number): [string, number[]] => {
    if (name.endsWith("movingVariance")) return [name, Array.from(uniforms(shape, 0.5, 2, seed).data)];
    const shift = name.endsWith("shared/gate/bias") ? 1.5 : 0;
    return [name, Array.from(normals(shape, seed, 0.5).data, (value) => value + shift)];
  };
  const inputs = [
    { name: "user", shape: [rows, fields.user * embeddingSize] },
    { name: "items", shape: [rows * (1 + negatives), fields.item * embeddingSize] },
    { name: "positiveLogQ", shape: [rows] },
    { name: "negativeLogQ", shape: [rows, negatives] },
  ];
  return Object.fromEntries([...specs, ...state, ...inputs].map((spec, i) => of(spec, 1000 * draw + i)));
}

function split(values: readonly number[], count: number): number[][] {
  const width = values.length / count;
  return Array.from({ length: count }, (_, b) => values.slice(b * width, (b + 1) * width));
}

const domainOf = (b: number, domains: number): number => (b * b) % domains;

/** The summed loss in float64 from the equations, the scores [B][1 + M] on the way, and the least |input| of a ReLU. */
function byHand(shape: AdiShape, options: AdiOptions, training: boolean, values: Values) {
  const domain = Array.from({ length: rows }, (_, b) => domainOf(b, shape.domains));
  let kinkDistance = Infinity;
  const onRelu = (input: number): void => void (kinkDistance = Math.min(kinkDistance, Math.abs(input)));
  const run = (tower: "user" | "item", name: string, perRow: number) => {
    const own = domain.flatMap((d) => new Array<number>(perRow).fill(d));
    return towerByHand(tower, shape, options, values, {
      domain: own,
      fields: split(values[name], own.length),
      training,
      onRelu,
    });
  };
  const [users, items] = [run("user", "user", 1), run("item", "items", 1 + negatives)];
  const scores = users.map((user, b) =>
    items
      .slice(b * (1 + negatives), (b + 1) * (1 + negatives))
      .map((item) => item.reduce((sum, value, h) => sum + value * user[h], 0) / options.temperature),
  );
  const logQ = split(values["negativeLogQ"], rows).map((own, b) => [values["positiveLogQ"][b], ...own]);
  const losses = scores.map((own, b) => {
    const corrected = own.map((score, m) => score - logQ[b][m]);
    return Math.log(corrected.reduce((sum, z) => sum + Math.exp(z - corrected[0]), 0));
  });
  return { scores, loss: losses.reduce((sum, loss) => sum + loss, 0), kinkDistance };
}

/** Scores, loss and gradients of the compiled functions. */
function compiled(network: AdiNetwork, shape: AdiShape, training: boolean, values: Values) {
  const hot = Array.from({ length: rows }, (_, b) =>
    Array.from({ length: shape.domains }, (__, d) => (domainOf(b, shape.domains) === d ? 1 : 0)),
  );
  const sizes = new Map([...network.specs, ...network.state].map(({ name, shape: own }) => [name, own]));
  const given: FedInputs = {
    ...Object.fromEntries([...sizes].map(([name, own]) => [name, floats(own, values[name])])),
    user: floats([rows, values["user"].length / rows], values["user"]),
    items: floats([rows * (1 + negatives), values["items"].length / (rows * (1 + negatives))], values["items"]),
    positiveLogQ: floats([rows], values["positiveLogQ"]),
    negativeLogQ: floats([rows, negatives], values["negativeLogQ"]),
    domain: floats([rows, shape.domains], hot.flat()),
  };
  const wrt = ["user", "items", ...network.specs.map(({ name }) => name)];
  const forward = (t: Record<string, tf.Tensor>) => {
    const inputs = { user: t["user"], items: t["items"], domain: t["domain"], training };
    const { positiveScore, negativeScore } = adiOutputs(network, t, inputs);
    const logQ = { positiveLogQ: t["positiveLogQ"], negativeLogQ: t["negativeLogQ"] };
    const loss = tf.sum(sampledSoftmax({ positive: positiveScore, negative: negativeScore, ...logQ }));
    return { scores: tf.concat([tf.expandDims(positiveScore, 1), negativeScore], 1), loss };
  };
  return runOn(
    "cpu",
    (t) => {
      const gradients = tf.grads((...tensors: tf.Tensor[]) =>
        forward({ ...t, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) }).loss.asScalar(),
      )(wrt.map((name) => t[name]));
      return { ...forward(t), ...Object.fromEntries(wrt.map((name, i) => [`gradient of ${name}`, gradients[i]])) };
    },
    given,
  );
}

/** Central difference along one direction of a tensor; at 1e-6 in float64 its error is below 1e-7. */
function difference(
  loss: (values: Values) => number,
  values: Values,
  name: string,
  direction: readonly number[],
): number {
  const step = 1e-6;
  const moved = (by: number): Values => ({ ...values, [name]: values[name].map((v, i) => v + by * direction[i]) });
  return (loss(moved(step)) - loss(moved(-step))) / (2 * step);
}

async function checkSwitches(chosen: Switches): Promise<void> {
  const { shape, options } = build(chosen);
  const network = adiNetwork(shape, options);
  const drawn = Array.from({ length: 20 }, (_, draw) => valuesFor(network, shape, draw));
  const values = drawn.find((v) => byHand(shape, options, chosen.training, v).kinkDistance > leastDistance) ?? drawn[0];
  const want = byHand(shape, options, chosen.training, values);
  const got = await compiled(network, shape, chosen.training, values);
  expectClose(got["scores"], want.scores.flat(), float32);
  expectClose(got["loss"], [want.loss], float32);
  const loss = (v: Values): number => byHand(shape, options, chosen.training, v).loss;
  const slopes = Object.keys(values).flatMap((name) => slopesOf(loss, values, name, got[`gradient of ${name}`]));
  expectClose(
    slopes.map(({ gradient }) => gradient),
    slopes.map(({ difference }) => difference),
    float32,
  );
}

/**
 * The slope of the loss along one direction of a tensor, by its gradient and by differences, in units of the largest element of the gradient
 * where that is above 1. None for what has no gradient.
 */
function slopesOf(
  loss: (values: Values) => number,
  values: Values,
  name: string,
  gradient: ArrayLike<number> | undefined,
): { gradient: number; difference: number }[] {
  if (gradient === undefined) return [];
  const direction = Array.from(normals([values[name].length], 77).data);
  const unit = Math.max(1, ...Array.from(gradient, Math.abs));
  const along = direction.reduce((sum, value, i) => sum + value * gradient[i], 0);
  return [{ gradient: along / unit, difference: difference(loss, values, name, direction) / unit }];
}

const plain: Switches = {
  ...adiDefaults,
  domains: 3,
  sharedNetworks: 2,
  hidden: [5, 3],
  forward: [4, 3],
  training: true,
  squeezeSize: 2,
  temperature: 1,
};

describe("ADI against a row-by-row computation in float64", () => {
  it.each([
    ["the full model", plain],
    ["one adaptation for all", { ...plain, adaptationPlacement: "global" as const }],
    ["an adaptation in each network", { ...plain, adaptationPlacement: "network" as const }],
    ["Network-Mul behind a linear adaptation", { ...plain, fusion: "netmul" as const, adaptation: "linear" as const }],
    ["the sum with the literal gate", { ...plain, fusion: "sum" as const, sharedGate: "ratio" as const }],
  ])("has its scores, loss and slopes with %s", (_, chosen) => checkSwitches(chosen));

  it("has its scores, loss and slopes whatever the switches", async () => {
    await fc.assert(fc.asyncProperty(switches, checkSwitches), { seed: 5, numRuns: 12 });
  });
});
