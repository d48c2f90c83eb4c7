import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { linearAttention, softmaxAttention } from "../../src/nn/attention.ts";
import { dense } from "../../src/nn/dense.ts";
import { dropout } from "../../src/nn/dropout.ts";
import { glu, sigmoidGate, softmaxGate } from "../../src/nn/gates.ts";
import { bceWithLogits, weightedMean } from "../../src/nn/losses.ts";
import { mlp } from "../../src/nn/mlp.ts";
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
  "linear attention": {
    inputs: { q: normals([2, 3, 4], 1), k: normals([2, 5, 4], 2), v: normals([2, 5, 6], 3) },
    apply: (t) => linearAttention({ queries: t["q"], keys: t["k"], values: t["v"] }),
  },
  "linear attention with padding": {
    inputs: {
      q: normals([2, 3, 4], 1),
      k: normals([2, 5, 4], 2),
      v: normals([2, 5, 6], 3),
      mask: floats([2, 5], [1, 1, 1, 0, 0, 1, 1, 1, 1, 1]),
    },
    apply: (t) => linearAttention({ queries: t["q"], keys: t["k"], values: t["v"], mask: t["mask"] }),
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
  glu: { inputs: { x: normals([3, 8]) }, apply: (t) => glu(t["x"]) },
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

  it("linear attention over padding alone gives 0", async () => {
    const { inputs, apply } = layers["linear attention with padding"];
    const mask = floats([2, 5], new Array<number>(10).fill(0));
    const { y } = await runOn("cpu", (t) => ({ y: apply(t) }), { ...inputs, mask });
    expect(new Set(y)).toEqual(new Set([0]));
  });

  it("the mean of a batch of weight 0 is 0", async () => {
    const { inputs, apply } = layers["binary cross-entropy"];
    const { y } = await runOn("cpu", (t) => ({ y: apply(t) }), { ...inputs, w: floats([5], [0, 0, 0, 0, 0]) });
    expect(Array.from(y)).toEqual([0]);
  });
});
