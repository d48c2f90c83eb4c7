import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import type { GroupVectors } from "../../../src/models/mkt/groups.ts";
import { alignFeatures, hfaSpecs, hfaWidth } from "../../../src/models/mkt/hfa.ts";
import { type HfaOptions, memDefaults } from "../../../src/models/mkt/mkt-options.ts";
import { expectClose } from "../../support/close.ts";
import { floats, normals, uniforms } from "../../support/fed.ts";
import type { Tensors } from "../../support/golden-case.ts";
import { parametersOf } from "../../support/mkt-batch.ts";
import { type FedInputs, runOn } from "../../support/run-both.ts";

const widths = { user: 4, sequence: 2, shared: 2, specific: 6 };
const fields = 3;
const rows = 5;
const defaults: HfaOptions = { ...memDefaults({ hidden: [6, 4] }), implicit: [5, 3], align: [4] };

/** Small specific features: with cubes of large ones the sigmoid is 0 or 1 in float32. */
const vectors: FedInputs = {
  user: normals([rows, 4], 1),
  sequence: normals([rows, 2], 2),
  shared: normals([rows, 2], 3),
  specific: normals([rows, 6], 4, 0.5),
};

function groupsOf(t: Tensors): GroupVectors {
  return { user: t["user"], sequence: t["sequence"], shared: t["shared"], specific: t["specific"] };
}

async function align(options: HfaOptions, changed: FedInputs = {}) {
  const inputs = { ...vectors, ...parametersOf(hfaSpecs("hfa", widths, fields, options)), ...changed };
  return runOn(
    "cpu",
    (t) => {
      const { importance, aligned, output } = alignFeatures(t, "hfa", groupsOf(t), fields, options);
      return { output, ...(aligned && { aligned }), ...(importance && { importance }) };
    },
    inputs,
  );
}

describe("the importance of specific features", () => {
  it.each(["specific", "all"] as const)("is between 0 and 2, crossing %s", async (crossInput) => {
    const { importance } = await align({ ...defaults, crossInput });
    expect(importance.length).toBe(rows * fields);
    expect(Array.from(importance).every((p) => p > 0 && p < 2)).toBe(true);
  });

  it("is 1 where the score has no weights, and then alignment is that without importance", async () => {
    const none = { "hfa/score/kernel": floats([9, fields], new Array<number>(27).fill(0)) };
    const scored = await align(defaults, { ...none, "hfa/score/bias": floats([fields], [0, 0, 0]) });
    const plain = await align({ ...defaults, hfa: "alignOnly" });
    expect(new Set(scored["importance"])).toEqual(new Set([1]));
    expect(Array.from(scored["output"])).toEqual(Array.from(plain["output"]));
  });

  it("scales the block of its own feature", async () => {
    // A bias of ±50 gives 2 and 0 in float32; alignment by the identity shows the scaled features.
    const eye = floats(
      [6, 6],
      Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? 1 : 0)),
    );
    const { aligned } = await align(
      { ...defaults, align: [6], alignOutputActivation: "none" },
      {
        specific: floats(
          [rows, 6],
          Array.from({ length: rows * 6 }, (_, i) => 1 + (i % 6)),
        ),
        "hfa/score/kernel": floats([9, fields], new Array<number>(27).fill(0)),
        "hfa/score/bias": floats([fields], [50, 0, -50]),
        "hfa/align/dense/0/kernel": eye,
        "hfa/align/dense/0/bias": floats([6], [0, 0, 0, 0, 0, 0]),
      },
    );
    expectClose(aligned.slice(0, 6), [2, 4, 3, 4, 0, 0]);
  });

  it("does not depend on shared features when only specific ones are crossed", async () => {
    const other = { user: normals([rows, 4], 11), sequence: normals([rows, 2], 12), shared: normals([rows, 2], 13) };
    const [before, after] = [await align(defaults), await align(defaults, other)];
    expect(Array.from(after["importance"])).toEqual(Array.from(before["importance"]));
    const all = { ...defaults, crossInput: "all" } as const;
    const [crossed, changed] = [await align(all), await align(all, other)];
    expect(Array.from(changed["importance"])).not.toEqual(Array.from(crossed["importance"]));
  });
});

describe.each<Partial<HfaOptions>>([
  { hfa: "full", sharedScope: "all" },
  { hfa: "full", sharedScope: "entityShared" },
  { hfa: "alignOnly", sharedScope: "all" },
  { hfa: "none", sharedScope: "all" },
  { hfa: "none", sharedScope: "entityShared" },
])("q with %o", (switched) => {
  const options = { ...defaults, ...switched };

  it("is as wide as declared", async () => {
    const { output } = await align(options);
    expect(output.length).toBe(rows * hfaWidth(widths, options));
  });

  it("begins with the shared features", async () => {
    const { output } = await align(options);
    const first = options.sharedScope === "all" ? vectors["user"] : vectors["shared"];
    const width = first.shape[1];
    expect(Array.from(output.slice(0, width))).toEqual(Array.from(first.data.slice(0, width)));
  });
});

it("the gradient of a cross weight is that of finite differences", async () => {
  const inputs = { ...vectors, ...parametersOf(hfaSpecs("hfa", widths, fields, defaults)) };
  const name = "hfa/cross/0/weight";
  const value = (t: Tensors): tf.Scalar => {
    const { importance } = alignFeatures(t, "hfa", groupsOf(t), fields, defaults);
    return tf.sum(importance ?? tf.zeros([0]));
  };
  const { gradient } = await runOn(
    "reference",
    (t) => ({ gradient: tf.grad((weight) => value({ ...t, [name]: weight }))(t[name]) }),
    inputs,
  );
  const at = async (i: number, step: number): Promise<number> => {
    const moved = Float32Array.from(inputs[name].data);
    moved[i] += step;
    const results = await runOn("reference", (t) => ({ y: value(t) }), {
      ...inputs,
      [name]: { ...inputs[name], data: moved },
    });
    return results["y"][0];
  };
  const step = 1e-2;
  const differences = await Promise.all(
    Array.from(gradient, async (_, i) => ((await at(i, step)) - (await at(i, -step))) / (2 * step)),
  );
  // Sums of 15 numbers are exact to 1e-6, a ten-thousandth of the step; the formula's own error is its square.
  expectClose(gradient, differences, { absolute: 2e-3, relative: 2e-3 });
  expect(Math.max(...Array.from(gradient, Math.abs))).toBeGreaterThan(0.1);
});

it("positive scores amplify and negative ones weaken", async () => {
  const { importance } = await align(defaults, {
    "hfa/score/kernel": uniforms([9, fields], -1e-6, 1e-6),
    "hfa/score/bias": floats([fields], [1, -1, 0.5]),
  });
  expect(Array.from(importance.slice(0, 3), (p) => p > 1)).toEqual([true, false, true]);
});
