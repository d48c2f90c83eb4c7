import { expect, it } from "vitest";
import { dnnNetwork } from "../../../src/models/dnn.ts";
import { conet } from "../../../src/models/conet.ts";
import { type Network, networkOf } from "../../../src/models/network.ts";
import { star } from "../../../src/models/star.ts";
import { rowsOfShard, runsAsShards } from "../../../src/training/shards/shard-plan.ts";

it.each([
  [1, 1],
  [2047, 2047],
  [2048, 1024],
  [3071, 1536],
  [3100, 1034],
  [4096, 1024],
  [65_536, 1024],
])("a batch of %i rows has shards of %i", (batchSize, rows) => {
  expect(rowsOfShard(batchSize)).toBe(rows);
});

const shape = { sizes: [4], sensitive: [], domains: 2 };
const network = dnnNetwork({ inputSize: 4, hidden: [2] });

it.each<[string, Partial<Network>, boolean]>([
  ["whose rows have nothing to do with each other", {}, true],
  ["that does not say so", { rowWise: undefined }, false],
  ["that reads frozen tensors", { frozen: [{ name: "old", shape: [1], initialiser: "zeros" }] }, false],
  ["that reads frozen embeddings", { frozenInputSize: 4 }, false],
])("a network %s", (_, more, expected) => {
  expect(runsAsShards({ ...network, ...more }, "cpu", 2048)).toBe(expected);
});

it("small batches run as one program", () => {
  expect(runsAsShards(network, "cpu", 2047)).toBe(false);
});

it("on the CPU alone", () => {
  const devices = ["cpu", "cuda", "webgpu", "tensorflow", "reference"] as const;
  expect(devices.filter((device) => runsAsShards(network, device, 4096))).toEqual(["cpu"]);
});

it.each<[string, Network, boolean]>([
  ["of the table", networkOf(star, shape, { hidden: [4], partitionedNorm: false }), true],
  ["with statistics over the batch", networkOf(star, shape, { hidden: [4], partitionedNorm: true }), false],
  ["with a term beside the cross-entropy", networkOf(conet, shape, { hidden: [4], sparsity: 0.1 }), false],
])("a model %s", (_, model, expected) => {
  expect(model.rowWise).toBe(expected);
});
