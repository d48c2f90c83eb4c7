import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { Program } from "../../src/compute/types.ts";
import { dsfm, type DsfmOptions } from "../../src/models/dsfm.ts";
import type { ModelShape } from "../../src/models/model.ts";
import { initialise } from "../../src/nn/parameter.ts";
import { type AttentionKind, retrieve, retrieverSpecs } from "../../src/nn/retriever.ts";
import { retrieveUnits } from "../../src/nn/unit-retriever.ts";
import { DomainlensError } from "../../src/util/errors.ts";
import { createRng } from "../../src/util/rng.ts";
import { expectClose } from "../support/close.ts";
import { floats, normals, uniforms } from "../support/fed.ts";
import { expectNoLeak } from "../support/no-leak.ts";
import { type FedInputs, runBoth, runOn } from "../support/run-both.ts";

const shape: ModelShape = { sizes: [3, 3, 3, 3], sensitive: [2, 0], domains: 2 };
const base = { hidden: [6, 5] };
const rows = 7;

/** Parameters with biases that are not zero, as they are after a few steps. */
function parametersFor(specs: ReturnType<typeof retrieverSpecs>): FedInputs {
  const entries = specs.map((spec) => {
    const values = initialise(spec, createRng(3, spec.name));
    const noise = normals(spec.shape, 5, 0.2).data;
    return [
      spec.name,
      floats(
        spec.shape,
        Array.from(values, (value, i) => value + noise[i]),
      ),
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** Σ ramp · y and its gradients with respect to every input. */
function withGradients(names: readonly string[], apply: (t: Record<string, tf.Tensor>) => tf.Tensor): Program {
  return (t) => {
    const y = apply(t);
    const ramp = tf.reshape(tf.linspace(-1, 1.3, y.size), y.shape);
    const inner = (...tensors: tf.Tensor[]): tf.Tensor =>
      apply(Object.fromEntries(names.map((name, i) => [name, tensors[i]])));
    const gradients = tf.grads(inner)(
      names.map((name) => t[name]),
      ramp,
    );
    return { y, ...Object.fromEntries(names.map((name, i) => [`gradient of ${name}`, gradients[i]])) };
  };
}

/** Sums of tens of terms in another order, after exponentials of a few units. */
const reordered = { absolute: 2e-5, relative: 2e-5 };

describe.each<AttentionKind>(["linear", "softmax"])("units as tokens, %s attention", (kind) => {
  const specs = retrieverSpecs("r", { tokenSize: 1, attentionSize: 4, ffnSize: 5 });
  const some = (values: ReturnType<typeof uniforms>) => ({
    ...values,
    data: Float32Array.from(values.data, (value) => Math.max(0, value)),
  });
  const inputs = {
    units: some(uniforms([rows, 9], -1, 2, 1)),
    external: some(uniforms([rows, 6], -1, 2, 2)),
    ...parametersFor(specs),
  };
  const names = Object.keys(inputs);
  const collapsed = withGradients(names, (t) => retrieveUnits(t, "r", kind, t["units"], t["external"]));
  const tokens = (x: tf.Tensor): tf.Tensor => tf.expandDims(x, 2);
  const naive = withGradients(names, (t) =>
    tf.squeeze(retrieve(t, "r", kind, tokens(t["units"]), tokens(t["external"])).output, [2]),
  );

  it.each(["cpu", "reference"] as const)("are attended to as tokens of size 1 are, on %s", async (device) => {
    const [got, want] = [await runOn(device, collapsed, inputs), await runOn(device, naive, inputs)];
    expect(Object.keys(got)).toEqual(Object.keys(want));
    for (const [name, expected] of Object.entries(want)) expectClose(got[name], expected, reordered);
  });

  it("leave no tensor behind", async () => {
    await expectNoLeak(() => runOn("reference", collapsed, inputs));
  });
});

it("units far from 0 keep a finite attention when all query weights are negative", async () => {
  const program = withGradients(["units", "external", "q", "k"], (t) => {
    const one = { "r/value/kernel": tf.ones([1, 2]), "r/output/kernel": tf.ones([2, 1]) };
    const ffn = {
      "r/ffn/0/kernel": tf.ones([1, 1]),
      "r/ffn/0/bias": tf.zeros([1]),
      "r/ffn/1/kernel": tf.zeros([1, 1]),
    };
    const rest = { ...one, ...ffn, "r/ffn/1/bias": tf.zeros([1]), "r/query/kernel": t["q"], "r/key/kernel": t["k"] };
    return retrieveUnits(rest, "r", "linear", t["units"], t["external"]);
  });
  const inputs = {
    units: floats([1, 2], [0, 500]),
    external: floats([1, 2], [0, 1]),
    q: floats([1, 2], [-1, -2]),
    k: floats([1, 2], [1, -1]),
  };
  const outputs = await runOn("cpu", program, inputs);
  expect(Object.values(outputs).every((values) => values.every(Number.isFinite))).toBe(true);
  // At 500 only the feature of the weight -1 is left: φ(k) = 1 and 2, the mean of y = 0 and 1 is 2/3, and s is 2.
  expectClose(outputs["y"].subarray(1), [500 + 4 / 3], reordered);
});

const switches: Partial<DsfmOptions>[] = [true, false].flatMap((embeddingAttention) =>
  [true, false].flatMap((hiddenAttention) =>
    [true, false].map((auxiliaryLogit) => ({ embeddingAttention, hiddenAttention, auxiliaryLogit })),
  ),
);

function modelProgram(options: DsfmOptions): { program: Program; inputs: FedInputs } {
  const inputs = { x: normals([rows, 12], 4), ...parametersFor(dsfm.specs(shape, options)) };
  const apply = (t: Record<string, tf.Tensor>): tf.Tensor =>
    dsfm.logits(
      t,
      {
        x: t["x"],
        domain: tf.zeros([rows, 2]),
        weight: tf.ones([rows]),
        histories: [],
        training: true,
        afterHidden: (activation) => activation,
      },
      shape,
      options,
    );
  return { program: withGradients(Object.keys(inputs), apply), inputs };
}

describe.each(switches)("dsfm with %o", (switched) => {
  const options = { ...dsfm.defaults(base), ...switched };
  const { program, inputs } = modelProgram(options);

  it("uses every parameter it declares", async () => {
    const outputs = await runOn("cpu", program, inputs);
    const unused = Object.entries(outputs).filter(([, values]) => values.every((value) => value === 0));
    expect(unused.map(([name]) => name)).toEqual([]);
  });

  it("gives the same logits and gradients traced as eagerly", async () => {
    const { traced, eager } = await runBoth(program, inputs);
    for (const [name, expected] of Object.entries(eager)) expectClose(traced[name], expected, reordered);
  });
});

describe("dsfm", () => {
  it("names the parts that its switches take away", () => {
    const parts = (options: Partial<DsfmOptions>): string[] => [
      ...new Set(
        dsfm
          .specs(shape, { ...dsfm.defaults(base), ...options })
          .map(({ name }) => name.split("/").slice(0, 2).join("/")),
      ),
    ];
    const all = ["base/dense", "base/output", "extractor/dense", "extractor/output"];
    expect(parts({})).toEqual([...all, "retriever/embedding", "retriever/hidden"]);
    expect(parts({ auxiliaryLogit: false })).not.toContain("extractor/output");
    expect(parts({ embeddingAttention: false, hiddenAttention: false })).toEqual(all);
    expect(parts({ hiddenAttention: false, auxiliaryLogit: false })).toEqual([
      ...all.slice(0, 2),
      "retriever/embedding",
    ]);
  });

  it("numbers the hidden activations of both towers", async () => {
    const options = dsfm.defaults(base);
    const seen: [number, number][] = [];
    const { inputs } = modelProgram(options);
    const program: Program = (t) => ({
      logit: dsfm.logits(
        t,
        {
          x: t["x"],
          domain: tf.zeros([rows, 2]),
          weight: tf.ones([rows]),
          histories: [],
          training: true,
          afterHidden: (activation, layer) => {
            seen.push([layer, activation.shape[1] ?? 0]);
            return activation;
          },
        },
        shape,
        options,
      ),
    });
    await runOn("cpu", program, inputs);
    expect(seen.toSorted(([a], [b]) => a - b)).toEqual([
      [0, 6],
      [1, 5],
      [2, 6],
      [3, 5],
    ]);
  });

  it.each([
    { name: "embeddings of several sizes", changed: { sizes: [3, 3, 4, 3] } },
    { name: "no domain-sensitive feature", changed: { sensitive: [] } },
  ])("refuses $name", ({ changed }) => {
    const specs = (): unknown => dsfm.specs({ ...shape, ...changed }, dsfm.defaults(base));
    expect(specs).toThrow(DomainlensError);
  });
});
