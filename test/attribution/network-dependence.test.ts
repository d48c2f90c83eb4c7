import { afterAll, beforeAll, expect, it } from "vitest";
import { networkDependence } from "../../src/attribution/network-dependence.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { referenceIntegratedGradients } from "../../src/attribution/reference.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { Device } from "../../src/compute/types.ts";
import type { EncodedBatch } from "../../src/data/batch.ts";
import { dnnNetwork } from "../../src/models/dnn.ts";
import { randomInputs, randomNetwork } from "../support/random-network.ts";

let device: Device;
beforeAll(async () => {
  device = await openDevice("cpu", { threads: 1 });
});
afterAll(() => device.close());

const network = randomNetwork([2, 3], [8], 4);
const rows = 300;
const x = randomInputs(network, rows, 5);

/** Tables whose row b is the embedding of row b, so that the pooled input is x. */
const tables = [0, 2].map((column, f) => {
  const size = network.sizes[f];
  const weights = Float32Array.from(
    { length: rows * size },
    (_, i) => x[Math.floor(i / size) * 5 + column + (i % size)],
  );
  return { spec: { size, rows, bucketOfId: null }, weights, stride: size };
});

async function* batches(): AsyncGenerator<EncodedBatch> {
  for (const [from, count] of [
    [0, 256],
    [256, 44],
  ]) {
    const ids = { ids: Int32Array.from({ length: count }, (_, b) => from + b), offsets: null };
    const zeros = new Int32Array(count);
    yield await Promise.resolve({
      rows: count,
      domain: zeros,
      label: zeros,
      row: Float64Array.from({ length: count }, (_, b) => from + b),
      features: [ids, ids],
    });
  }
}

const parameters = new Map(
  network.layers.flatMap(({ kernel, bias }, l): [string, Float32Array][] => [
    [`dense/${l}/kernel`, Float32Array.from(kernel)],
    [`dense/${l}/bias`, Float32Array.from(bias)],
  ]),
);
const trained = { network: dnnNetwork({ inputSize: 5, hidden: [8] }), parameters, tables };

it("is the mean size of the attributions that float64 gives, by the general path", async () => {
  const rule = quadrature("riemann", 5);
  const means = await networkDependence(trained, { device, rule, target: "probability", batches: batches(), rows });
  const { scores } = referenceIntegratedGradients(network, x, rule, "probability");
  const expected = [0, 1].map((f) =>
    Array.from({ length: rows }, (_, b) => Math.abs(scores[2 * b + f])).reduce((sum, size) => sum + size / rows, 0),
  );
  expect(means[0]).toBeCloseTo(expected[0], 6);
  expect(means[1]).toBeCloseTo(expected[1], 6);
});

it("names the feature, row and batch of an attribution that is not finite", async () => {
  const [first, second] = tables;
  const weights = second.weights.slice();
  // The second row of the second batch.
  weights[257 * second.stride] = NaN;
  const broken = { ...trained, tables: [first, { ...second, spec: { ...second.spec, name: "price" }, weights }] };
  const rule = quadrature("riemann", 5);
  const pending = networkDependence(broken, { device, rule, target: "probability", batches: batches(), rows });
  // A number that is none makes the slope of every input none.
  await expect(pending).rejects.toThrow("is not finite in row 257, batch 2");
});
