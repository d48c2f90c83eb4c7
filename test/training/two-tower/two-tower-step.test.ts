import { describe, expect, it } from "vitest";
import { adiDefaults } from "../../../src/models/adi/adi-options.ts";
import { adiTowers } from "../../../src/models/two-tower/adi-towers.ts";
import { baselineDefaults } from "../../../src/models/two-tower/baseline-options.ts";
import { baselineTowers } from "../../../src/models/two-tower/baseline-towers.ts";
import type { TwoTowers } from "../../../src/models/two-tower/two-towers.ts";
import { type StepShape, twoTowerProgram, twoTowerSignature } from "../../../src/training/two-tower/two-tower-step.ts";
import { expectClose, type Tolerance } from "../../support/close.ts";
import { floats, normals } from "../../support/fed.ts";
import { adiFiles, optionsOf } from "../../support/golden-adi.ts";
import { elements, type GoldenTensor, type ModelVectors } from "../../support/golden-model.ts";
import { expectNoLeak } from "../../support/no-leak.ts";
import { type Fed, type FedInputs, runBoth, runOn } from "../../support/run-both.ts";

const shape = { fields: { user: 2, item: 2 }, embeddingSize: 3, domains: 2 };
const small = { hidden: [4], forward: [3], domainEmbeddingSize: 2, squeezeSize: 2, epsilon: 0.01 };
const adi = adiTowers(shape, { ...adiDefaults, ...small });
const baseline = { ...baselineDefaults, hidden: [4], output: 3 };

/** Starting tensors with noise, three rows of a batch of four, and what the step needs beside them. */
function inputsOf(towers: TwoTowers, step: StepShape, itemIds: readonly number[]): FedInputs {
  const signature = twoTowerSignature(towers, step);
  const rows = signature["items"].shape[0];
  const domains = [0, 1, 0, -1, ...Array.from({ length: rows - 4 }, (_, n) => n % 2)];
  const hot = (of: readonly number[]): Fed =>
    floats(
      [of.length, 2],
      of.flatMap((d) => [d === 0 ? 1 : 0, d === 1 ? 1 : 0]),
    );
  const tensors = Object.entries(signature).map(([name, spec], seed): [string, Fed] => {
    const noise = normals(spec.shape, seed, 0.5);
    const positive = name.endsWith("movingVariance") || name.startsWith("v/");
    return [name, positive ? { ...noise, data: Float32Array.from(noise.data, (v) => 0.5 + v * v) } : noise];
  });
  return {
    ...Object.fromEntries(tensors),
    domain: hot(domains.slice(0, 4)),
    itemDomain: hot(domains),
    weight: floats([4], [1, 1, 1, 0]),
    itemIds: { shape: [rows], dtype: "int32", data: Int32Array.from(itemIds) },
    logQ: floats(
      [rows],
      Array.from({ length: rows }, (_, r) => -1 - r / 8),
    ),
    rate: floats([], [0.01]),
  };
}

const perRow: StepShape = {
  batchSize: 4,
  dropout: 0,
  negatives: { kind: "popularity", count: 2, power: 1, shared: false },
};
const shared: StepShape = {
  batchSize: 4,
  dropout: 0,
  negatives: { kind: "popularity", count: 2, power: 1, shared: true },
};
const inBatch: StepShape = { batchSize: 4, dropout: 0, negatives: { kind: "inBatch" } };
const ids = (rows: number): number[] => Array.from({ length: rows }, (_, r) => r);

describe("a step of two towers", () => {
  it.each([
    ["ADI, own negatives", adi, perRow, 12],
    ["ADI, shared negatives", adi, shared, 8],
    ["ADI, negatives of the batch", adi, inBatch, 4],
    ["DNN-Single", baselineTowers("dnn-single", shape, baseline), inBatch, 4],
    ["DNN", baselineTowers("dnn", shape, baseline), inBatch, 4],
    ["Shared-Bottom", baselineTowers("shared-bottom", shape, baseline), inBatch, 4],
    ["Cross-Stitch", baselineTowers("cross-stitch", shape, baseline), inBatch, 4],
    ["MMoE", baselineTowers("mmoe", shape, baseline), inBatch, 4],
    ["PLE", baselineTowers("ple", shape, baseline), inBatch, 4],
  ] as const)("gives the same traced and eager, and leaves nothing behind: %s", async (_, towers, step, rows) => {
    const { traced, eager } = await expectNoLeak(() =>
      runBoth(twoTowerProgram(towers, step), inputsOf(towers, step, ids(rows))),
    );
    expect(Object.keys(traced)).toEqual(Object.keys(eager));
    // Through deviations of two rows, a rounding grows by a factor of about 100.
    for (const name of Object.keys(eager)) expectClose(traced[name], eager[name], { absolute: 1e-4, relative: 1e-4 });
  });

  it("does not count a negative that is the row's item", async () => {
    const loss = async (itemIds: readonly number[]): Promise<number> =>
      (await runOn("cpu", twoTowerProgram(adi, perRow), inputsOf(adi, perRow, itemIds)))["loss"][0];
    const [own, other] = [await loss([0, 1, 2, 3, 0, 4, 1, 5, 2, 6, 7, 8]), await loss(ids(12))];
    expect(own).toBeLessThan(other);
  });

  it("has no loss without a negative that counts", async () => {
    const inputs = inputsOf(adi, perRow, [0, 1, 2, 3, 0, 0, 1, 1, 2, 2, 3, 3]);
    const { loss, dUser } = await runOn("cpu", twoTowerProgram(adi, perRow), inputs);
    expect(Math.abs(loss[0])).toBe(0);
    expect(dUser.every((value) => value === 0)).toBe(true);
  });

  it("gives padding rows no gradient", async () => {
    const { dUser, dItems } = await runOn("cpu", twoTowerProgram(adi, inBatch), inputsOf(adi, inBatch, ids(4)));
    expect([...dUser.slice(18), ...dItems.slice(18)]).toEqual(new Array(12).fill(0));
  });
});

/** float32 through two towers, and deviations of a few rows: as in the golden tests of the towers. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-4 };

describe("a step on golden vectors of ADI in training mode", () => {
  const files = adiFiles("model").filter(({ vectors }) => vectors.config["training"] === true);

  it.each(files)("$name: the loss and the gradient of every parameter", async ({ vectors }) => {
    const { towers, step, inputs } = goldenStep(vectors);
    const outputs = await runOn("cpu", twoTowerProgram(towers, step), inputs);
    expectClose(outputs["loss"], elements(vectors.outputs["loss"]), float32);
    for (const { name } of towers.specs) {
      // From moments of zero, the first moment is a tenth of the gradient.
      const gradient = Array.from(outputs[`next/m/${name}`], (value) => value / 0.1);
      const want = elements(vectors.gradients[name]);
      const largest = Math.max(...want.map(Math.abs));
      expectClose(gradient, want, { absolute: 2e-5 * Math.max(1, largest), relative: 1e-3 });
    }
  });
});

function goldenStep(vectors: ModelVectors): { towers: TwoTowers; step: StepShape; inputs: FedInputs } {
  const { config, params, inputs } = vectors;
  const [user, item, sampled] = ["userFeatures", "itemFeatures", "negativeFeatures"].map((name) => inputs[name]);
  const [rows, count] = sampled.shape;
  const size = Number(config["embeddingSize"]);
  const domains = Number(config["domains"]);
  const fields = { user: user.shape[1], item: item.shape[1] };
  const towers = adiTowers({ fields, embeddingSize: size, domains }, optionsOf(vectors));
  const step: StepShape = {
    batchSize: rows,
    dropout: 0,
    negatives: { kind: "popularity", count, power: 1, shared: false },
  };
  const ofRow = elements(inputs["domain"]);
  const ofItem = [...ofRow, ...ofRow.flatMap((d) => new Array<number>(count).fill(d))];
  const hot = (of: readonly number[]): Fed =>
    floats(
      [of.length, domains],
      of.flatMap((d) => Array.from({ length: domains }, (_, k) => (k === d ? 1 : 0))),
    );
  const logQ = [...elements(inputs["positiveLogQ"]), ...elements(inputs["negativeLogQ"])];
  const start = Object.entries(twoTowerSignature(towers, step)).map(([name, spec]): [string, Fed] => {
    const given = params[name] as GoldenTensor | undefined; // Moments are not among the parameters of a file.
    const length = spec.shape.reduce((a, b) => a * b, 1);
    return [name, floats(spec.shape, given === undefined ? new Array<number>(length).fill(0) : elements(given))];
  });
  const features = (tower: string, tensors: readonly GoldenTensor[]): Fed => {
    const values = tensors.flatMap((tensor) => elements(tensor));
    const n = tower === "user" ? fields.user : fields.item;
    const embedded = values.flatMap((id, k) =>
      elements(params[`embedding/${tower}/${k % n}/table`]).slice(id * size, (id + 1) * size),
    );
    return floats([values.length / n, n * size], embedded);
  };
  return {
    towers,
    step,
    inputs: {
      ...Object.fromEntries(start),
      user: features("user", [user]),
      items: features("item", [item, sampled]),
      domain: hot(ofRow),
      itemDomain: hot(ofItem),
      weight: floats([rows], new Array<number>(rows).fill(1)),
      // Negatives of the files are drawn with hits, which count there: all ids differ.
      itemIds: { shape: [ofItem.length], dtype: "int32", data: Int32Array.from(ofItem.keys()) },
      logQ: floats([logQ.length], logQ),
      rate: floats([], [0.01]),
    },
  };
}
