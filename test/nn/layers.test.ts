import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { softmaxAttention } from "../../src/nn/attention.ts";
import { cosineSimilarity } from "../../src/nn/cosine-similarity.ts";
import { crossNetwork } from "../../src/nn/cross-network.ts";
import { dense } from "../../src/nn/dense.ts";
import { dropout } from "../../src/nn/dropout.ts";
import { gatedLinearUnit } from "../../src/nn/gated-linear-unit.ts";
import { sigmoidGate, softmaxGate } from "../../src/nn/gates.ts";
import { attendToHistory, meanOfHistory } from "../../src/nn/history-attention.ts";
import { bceWithLogits, weightedMean } from "../../src/nn/losses.ts";
import { mlp } from "../../src/nn/mlp.ts";
import { multiHeadHistory, multiHeadSpecs } from "../../src/nn/multi-head-history.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals, uniforms } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../support/run-both.ts";

type Tensors = Record<string, tf.Tensor>;

interface Layer {
  readonly inputs: FedInputs;
  readonly apply: (t: Tensors) => tf.Tensor;
  /** Inputs that a gradient is taken of; default: all. */
  readonly wrt?: readonly string[];
}

const twoLayers = {
  "m/0/kernel": normals([5, 4], 1),
  "m/0/bias": normals([4], 2),
  "m/1/kernel": normals([4, 3], 3),
  "m/1/bias": normals([3], 4),
};
const crossLayers = {
  "c/0/weight": normals([4], 1),
  "c/0/bias": normals([4], 2),
  "c/1/weight": normals([4], 3),
  "c/1/bias": normals([4], 4),
};
const twoHeads = Object.fromEntries(
  multiHeadSpecs("m", 4, 2).map(({ name, shape }, i) => [name, normals(shape, i + 3)] as const),
);

const layers: Record<string, Layer> = {
  dense: {
    inputs: { x: normals([6, 5]), "d/kernel": normals([5, 4], 1), "d/bias": normals([4], 2) },
    apply: (t) => dense(t, "d", t["x"]),
  },
  mlp: { inputs: { x: normals([6, 5]), ...twoLayers }, apply: (t) => mlp(t, "m", 1, t["x"]) },
  "mlp with dropout": {
    inputs: { x: normals([6, 5]), u: uniforms([6, 4], 0, 1), ...twoLayers },
    apply: (t) => mlp(t, "m", 1, t["x"], (h) => dropout(h, t["u"], 0.4)),
    wrt: ["x", ...Object.keys(twoLayers)],
  },
  dropout: {
    inputs: { x: normals([4, 7]), u: uniforms([4, 7], 0, 1) },
    apply: (t) => dropout(t["x"], t["u"], 0.3),
    wrt: ["x"],
  },
  "softmax attention": {
    inputs: { q: normals([2, 3, 4], 1), k: normals([2, 5, 4], 2), v: normals([2, 5, 6], 3) },
    apply: (t) => softmaxAttention({ queries: t["q"], keys: t["k"], values: t["v"] }),
  },
  "softmax attention with padding": {
    inputs: {
      q: normals([2, 3, 4], 1),
      k: normals([2, 5, 4], 2),
      v: normals([2, 5, 6], 3),
      mask: floats([2, 5], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]),
    },
    apply: (t) => softmaxAttention({ queries: t["q"], keys: t["k"], values: t["v"], mask: t["mask"] }),
    wrt: ["q", "k", "v"],
  },
  "sigmoid gate": {
    inputs: { x: normals([3, 4], 1), z: normals([3, 4], 2) },
    apply: (t) => sigmoidGate(t["x"], t["z"], 2),
  },
  "softmax gate": {
    inputs: { experts: normals([3, 4, 5], 1), z: normals([3, 4], 2) },
    apply: (t) => softmaxGate(t["experts"], t["z"]),
  },
  "cross network": {
    inputs: { x: normals([3, 4]), ...crossLayers },
    apply: (t) => crossNetwork(t, "c", 2, t["x"]),
  },
  "gated linear unit": {
    inputs: {
      x: normals([3, 4]),
      "g/value/kernel": normals([4, 2], 1),
      "g/value/bias": normals([2], 2),
      "g/gate/kernel": normals([4, 2], 3),
      "g/gate/bias": normals([2], 4),
    },
    apply: (t) => gatedLinearUnit(t, "g", t["x"]),
  },
  "cosine similarity": {
    inputs: { a: normals([3, 4], 1), b: normals([3, 4], 2) },
    apply: (t) => cosineSimilarity(t["a"], t["b"]),
  },
  "attention to a history": {
    inputs: { q: normals([3, 4], 1), h: normals([3, 5, 4], 2), length: floats([3], [0, 2, 5]) },
    apply: (t) => attendToHistory({ vectors: t["h"], lengths: t["length"] }, t["q"]),
    wrt: ["q", "h"],
  },
  "mean of a history": {
    inputs: { h: normals([3, 5, 4], 2), length: floats([3], [0, 2, 5]) },
    apply: (t) => meanOfHistory({ vectors: t["h"], lengths: t["length"] }),
    wrt: ["h"],
  },
  "multi-head attention to a history": {
    inputs: { q: normals([3, 4], 1), h: normals([3, 5, 4], 2), length: floats([3], [0, 2, 5]), ...twoHeads },
    apply: (t) => multiHeadHistory(t, "m", 2, { vectors: t["h"], lengths: t["length"] }, t["q"]),
    wrt: ["q", "h", ...Object.keys(twoHeads)],
  },
  "binary cross-entropy": {
    inputs: {
      z: floats([5], [-90, -1, 0, 2, 90]),
      label: floats([5], [0, 1, 0, 1, 0]),
      w: floats([5], [1, 1, 0.5, 1, 0]),
    },
    apply: (t) => weightedMean(bceWithLogits(t["z"], t["label"]), t["w"]),
    wrt: ["z"],
  },
};

/** The result and the gradients of Σ w y, w a ramp. */
function valueAndGradients({ inputs, apply, wrt = Object.keys(inputs) }: Layer): Program {
  return (t) => {
    const inner = (...tensors: tf.Tensor[]): tf.Tensor =>
      apply({ ...t, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) });
    const y = apply(t);
    const ramp = tf.reshape(tf.linspace(-1, 1.3, y.size), y.shape);
    const gradients = tf.grads(inner)(
      wrt.map((name) => t[name]),
      ramp,
    );
    return { y, ...Object.fromEntries(wrt.map((name, i) => [`gradient of ${name}`, gradients[i]])) };
  };
}

describe.each(Object.entries(layers))("%s", (_, layer) => {
  it("gives the same value and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(valueAndGradients(layer), layer.inputs);
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected);
  });

  it.each(["cpu", "reference"] as const)("leaves no tensor behind on %s", async (device) => {
    await expectNoLeak(() => runOn(device, valueAndGradients(layer), layer.inputs));
  });
});

describe("values checked by hand", () => {
  it("attention over padding alone is finite", async () => {
    const { y } = await runOn("cpu", valueAndGradients(layers["softmax attention with padding"]), {
      ...layers["softmax attention with padding"].inputs,
      mask: floats([2, 5], new Array<number>(10).fill(0)),
    });
    expect(Array.from(y).every(Number.isFinite)).toBe(true);
  });

  it("the mean of a batch of weight 0 is 0", async () => {
    const { inputs, apply } = layers["binary cross-entropy"];
    const { y } = await runOn("cpu", (t) => ({ y: apply(t) }), { ...inputs, w: floats([5], [0, 0, 0, 0, 0]) });
    expect(Array.from(y)).toEqual([0]);
  });
});
