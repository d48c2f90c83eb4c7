import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { exportOnnx, rowInput } from "../../../src/compute/export-onnx.ts";
import { loadOnnx } from "../../../src/compute/load-onnx.ts";
import { traceProgram } from "../../../src/compute/trace/trace.ts";
import type { Program, TensorData, TensorSpec } from "../../../src/compute/types.ts";
import { adiDefaults, type AdiOptions } from "../../../src/models/adi/adi-options.ts";
import { type AdiNetwork, adiNetwork, adiOutputs } from "../../../src/models/adi/two-towers.ts";
import { initialise } from "../../../src/nn/parameter.ts";
import { createRng } from "../../../src/util/rng.ts";
import { oneHot, sampleAdi, sampleDomains, sampleInputs, sampleShape } from "../../support/adi-sample.ts";
import { expectClose } from "../../support/close.ts";
import { floats, integers, normals } from "../../support/fed.ts";
import { expectNoLeak } from "../../support/no-leak.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../../support/run-both.ts";

type Tensors = Record<string, tf.Tensor>;

/** Sums in another order, through the deviations of a few rows. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

/** Every output, and running statistics under `next/`. */
function program(network: AdiNetwork, training: boolean): Program {
  return (t) => {
    const next: Tensors = {};
    const updateState = (name: string, value: tf.Tensor): void => void (next[`next/${name}`] = value);
    const rows = { user: t["user"], items: t["items"], domain: t["domain"], training, updateState };
    return { ...adiOutputs(network, t, rows), ...next };
  };
}

/** Outputs and the gradients of the sum of the squared scores by every parameter. */
function withGradients(network: AdiNetwork, training = true): Program {
  const names = network.specs.map(({ name }) => name);
  return (t) => {
    const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
      const given = { ...t, ...Object.fromEntries(names.map((name, i) => [name, tensors[i]])) };
      const rows = { user: t["user"], items: t["items"], domain: t["domain"], training };
      return tf.sum(tf.square(adiOutputs(network, given, rows)["negativeScore"]));
    };
    const gradients = tf.grads(lossOf)(names.map((name) => t[name]));
    const named = names.map((name, i) => [`gradient of ${name}`, gradients[i]] as const);
    return { ...program(network, training)(t), ...Object.fromEntries(named) };
  };
}

function outputs(network: AdiNetwork, changed: FedInputs = {}, training = false): Promise<Record<string, TensorData>> {
  return runOn("cpu", program(network, training), { ...sampleInputs(network), ...changed });
}

function filled({ shape, data }: Fed, value: number): Fed {
  return floats(shape, new Array<number>(data.length).fill(value));
}

/** Inputs whose names match, all elements set to a value. */
function set(network: AdiNetwork, names: RegExp, value: number): FedInputs {
  const matching = Object.entries(sampleInputs(network)).filter(([name]) => names.test(name));
  return Object.fromEntries(matching.map(([name, fed]) => [name, filled(fed, value)]));
}

const realRows = sampleDomains.flatMap((d, b) => (d < 0 ? [] : [b]));

describe("the shared networks", () => {
  it("are one network, whatever its gate, when K is 1", async () => {
    const network = sampleAdi({ sharedNetworks: 1 });
    const changed = await outputs(network, set(network, /shared\/gate/, 7));
    expectClose(changed["user/shared"], (await outputs(network))["user/shared"]);
  });

  it("have weights that add up to 1 with the literal ratio too", async () => {
    const gates = (await outputs(sampleAdi({ sharedGate: "ratio" })))["user/sharedGate"];
    const sums = realRows.map((b) => gates[2 * b] + gates[2 * b + 1]);
    expectClose(sums, [1, 1, 1, 1, 1]);
  });

  it("have equal weights with a gate of equal logits", async () => {
    const network = sampleAdi();
    const gates = (await outputs(network, set(network, /shared\/gate/, 0)))["user/sharedGate"];
    expect([gates[0], gates[1]]).toEqual([0.5, 0.5]);
  });
});

describe("the fusion", () => {
  it("by sum is the mean of both networks when the gate's logit is 0", async () => {
    const network = sampleAdi({ fusion: "sum" });
    const got = await outputs(network, set(network, /fusion\/.*gate/, 0));
    const mean = Array.from(got["item/shared"], (shared, i) => (shared + got["item/specific"][i]) / 2);
    const padding = [8, 9].flatMap((row) => [0, 1, 2, 3].map((unit) => row * 4 + unit));
    expectClose(
      got["item/fused"].filter((_, i) => !padding.includes(i)),
      mean.filter((_, i) => !padding.includes(i)),
    );
  });

  it("by concatenation has [specific / 2 | their product / 4 | shared / 2] when the gates' logits are 0", async () => {
    const network = sampleAdi();
    const got = await outputs(network, set(network, /fusion/, 0));
    const [specific, shared] = [got["user/specific"].slice(0, 4), got["user/shared"].slice(0, 4)];
    const product = specific.map((value, j) => (value * shared[j]) / 4);
    expectClose(got["user/fused"].slice(0, 12), [
      ...specific.map((value) => value / 2),
      ...product,
      ...shared.map((value) => value / 2),
    ]);
  });

  it("by Network-Mul is one shared layer when the specific kernels are 1 and their biases 0", async () => {
    const network = sampleAdi({ fusion: "netmul", hidden: [4], adaptation: "none", dsbn: false });
    const same = { ...set(network, /specific\/.*kernel/, 1), ...set(network, /specific\/.*bias/, 0) };
    const turned = { domain: oneHot(sampleDomains.map((d) => (d + 1) % 3)) };
    const got = await outputs(network, same);
    expectClose(
      (await outputs(network, { ...same, ...turned }))["user/fused"].slice(0, 16),
      got["user/fused"].slice(0, 16),
    );
  });
});

describe("the adaptation layer", () => {
  it("gives zeros as an SE block whose last layer is zero", async () => {
    const network = sampleAdi({ adaptation: "se" });
    const got = await outputs(network, set(network, /adaptation\/.*dense\/1/, 0));
    expect(new Set(got["user/adapted"].map(Math.abs))).toEqual(new Set([0]));
  });

  it("leaves features as they are as a linear transformation at its start", async () => {
    const network = sampleAdi({ adaptation: "linear" });
    const start = { ...set(network, /adaptation\/.*scale/, 1), ...set(network, /adaptation\/.*shift/, 0) };
    expect((await outputs(network, start))["item/adapted"]).toEqual(sampleInputs(network)["items"].data);
  });

  it("halves features as an attention with queries of zero", async () => {
    const network = sampleAdi({ adaptation: "attention" });
    const got = await outputs(network, set(network, /adaptation\/.*query/, 0));
    expectClose(
      got["user/adapted"],
      sampleInputs(network)["user"].data.map((value) => value / 2),
    );
  });

  it("has the scores of the row's own domain, or the same for all domains", async () => {
    const turned = { domain: oneHot(sampleDomains.map((d) => (d < 0 ? d : 1 - d))) };
    const moved = async (adaptationPlacement: AdiOptions["adaptationPlacement"]): Promise<boolean[]> => {
      const network = sampleAdi({ adaptationPlacement });
      const [before, after] = [await outputs(network), await outputs(network, turned)];
      return realRows.map((b) => before["user/adapted"][6 * b] !== after["user/adapted"][6 * b]);
    };
    expect(await moved("domain")).toEqual([true, true, true, true, true]);
    expect(await moved("global")).toEqual([false, false, false, false, false]);
  });

  it("gives every network its own features when each has a layer of its own", async () => {
    const got = await outputs(sampleAdi({ adaptationPlacement: "network" }));
    const adapted = ["specific", "shared/0", "shared/1"].map((part) => got[`user/${part}/adapted`][0]);
    expect(new Set(adapted).size).toBe(3);
  });
});

describe("the vectors", () => {
  it("of length 1 have scores within 1 / temperature", async () => {
    const got = await outputs(sampleAdi({ normalize: true, temperature: 0.125 }));
    // The last bit of a product of lengths rounded to 1.
    expect(Math.max(...got["positiveScore"].map(Math.abs), ...got["negativeScore"].map(Math.abs))).toBeLessThan(
      8.00001,
    );
  });

  it("do not depend on parts of other domains", async () => {
    const network = sampleAdi();
    const changed = await outputs(network, set(network, /(adaptation|specific|forward|fusion)\/1\//, 0.7));
    const before = await outputs(network);
    const moved = sampleDomains.map((_, b) => before["userVector"][3 * b] !== changed["userVector"][3 * b]);
    expect(moved).toEqual(sampleDomains.map((d) => d === 1));
  });
});

describe("padding rows", () => {
  it("change neither the other rows nor the running statistics", async () => {
    const network = sampleAdi({ normalize: true });
    const noisy = { user: normals([6, 6], 1), items: normals([12, 4], 2) };
    const rowsOf = (got: Record<string, TensorData>): unknown => ({
      scores: realRows.map((b) => got["positiveScore"][b]),
      state: network.state.map(({ name }) => got[`next/${name}`]),
    });
    expect(rowsOf(await outputs(network, noisy, true))).toEqual(rowsOf(await outputs(network, {}, true)));
  });

  it("leave every gradient finite, where vectors have length 1 and gates are literal ratios too", async () => {
    const network = sampleAdi({ normalize: true, sharedGate: "ratio" });
    const got = Object.entries(await runOn("cpu", withGradients(network), sampleInputs(network)));
    expect(got.filter(([, data]) => !Array.from(data).every(Number.isFinite)).map(([name]) => name)).toEqual([]);
  });
});

describe("the running statistics", () => {
  it("of a domain without rows stay as they are", async () => {
    const network = sampleAdi();
    const got = await outputs(network, {}, true);
    const before = sampleInputs(network);
    const own = network.state.filter(({ name }) => /(specific|forward)\/2\//.test(name)).map(({ name }) => name);
    expect(own.map((name) => got[`next/${name}`])).toEqual(own.map((name) => before[name].data));
    const shared = "user/shared/0/norm/0/movingMean";
    expect(got[`next/${shared}`].slice(10)).toEqual(before[shared].data.slice(10));
  });

  it("are updated one and all in training, and never in serving", async () => {
    const network = sampleAdi();
    const updated = async (training: boolean): Promise<string[]> =>
      Object.keys(await outputs(network, {}, training)).filter((name) => name.startsWith("next/"));
    expect((await updated(true)).toSorted()).toEqual(network.state.map(({ name }) => `next/${name}`).toSorted());
    expect(await updated(false)).toEqual([]);
  });

  it("are none without normalisation", () => {
    expect(sampleAdi({ dsbn: false }).state).toEqual([]);
    expect(sampleAdi({ dsbn: false }).specs.filter(({ name }) => name.includes("norm"))).toEqual([]);
  });
});

const forms: [string, Partial<AdiOptions>][] = [
  ["the full model", { normalize: true, temperature: 0.5 }],
  ["attention and the sum", { adaptation: "attention", fusion: "sum", fusionGate: "vector" }],
  ["Network-Mul", { fusion: "netmul", adaptation: "linear" }],
  ["an SE block in each network", { adaptationPlacement: "network" }],
];

describe.each(forms)("ADI as %s", (_, changed) => {
  const network = sampleAdi(changed);

  it("gives the same traced as eagerly, values and gradients, and leaves no tensor behind", async () => {
    const { traced, eager } = await expectNoLeak(() => runBoth(withGradients(network), sampleInputs(network)));
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    const all = (results: Record<string, TensorData>): number[] => Object.values(results).flatMap((data) => [...data]);
    expectClose(all(traced), all(eager), reordered);
  });

  it("starts from finite vectors that differ between rows", async () => {
    const start = [...network.specs, ...network.state].map((spec) => {
      const values = initialise(spec, createRng(3, spec.name));
      return [spec.name, floats(spec.shape, [...values])] as const;
    });
    const got = await outputs(network, Object.fromEntries(start));
    const own = realRows.map((b) => Array.from(got["userVector"].slice(3 * b, 3 * b + 3)).join());
    expect(got["userVector"].every(Number.isFinite)).toBe(true);
    expect(new Set(own).size).toBe(realRows.length);
  });

  it("exports a tower for any number of rows", async () => {
    const user = integers([6, 6], 4);
    const whole = { ...user, dtype: "float32" as const, data: Float32Array.from(user.data) };
    const given: FedInputs = { ...sampleInputs(network), user: whole };
    const tensors = (): Tensors =>
      Object.fromEntries(
        [...network.specs, ...network.state].map(({ name, shape }) => [name, tf.tensor(given[name].data, [...shape])]),
      );
    const tower: Program = (t) => {
      const rows = { domain: tf.cast(t["domain"], "float32"), training: false };
      return { vector: network.tower("user", tensors(), tf.cast(t["user"], "float32"), rows)["user/vector"] };
    };
    const signature = (n: number) => ({ user: rowInput("int32", n, 6), domain: rowInput("int32", n, 3) });
    const exported = await loadOnnx(exportOnnx(tower, signature));
    const { vector } = await exported.run({
      user: { data: Int32Array.from(user.data.slice(0, 12)), shape: [2, 6] },
      domain: { data: Int32Array.from(given["domain"].data.slice(0, 6)), shape: [2, 3] },
    });
    await exported.close();
    expectClose(vector, (await outputs(network, given))["userVector"].slice(0, 6), reordered);
  });
});

it.each(["concat", "sum", "netmul"] as const)(
  "has as many matrix products for nine domains as for three by %s",
  (fusion) => {
    const products = (domains: number): number => {
      const network = adiNetwork({ ...sampleShape, domains }, { ...adiDefaults, fusion });
      const spec = (...shape: number[]): TensorSpec => ({ shape, dtype: "float32" });
      const tensors = [...network.specs, ...network.state].map(({ name, shape }) => [name, spec(...shape)] as const);
      const rows = { user: spec(6, 6), items: spec(12, 4), domain: spec(6, domains) };
      const { nodes } = traceProgram(program(network, true), { ...Object.fromEntries(tensors), ...rows });
      return nodes.filter(({ op }) => op.includes("MatMul")).length;
    };
    expect(products(9)).toBe(products(3));
  },
);

it.each([
  ["forward", { forward: [] }],
  ["sharedNetworks", { sharedNetworks: 0 }],
  ["temperature", { temperature: 0 }],
  ["adaptationPlacement", { fusion: "netmul" as const, adaptationPlacement: "network" as const }],
])("an unusable %s is named", (option, changed) => {
  expect(() => sampleAdi(changed)).toThrow(`adi cannot be built with this ${option}`);
});
