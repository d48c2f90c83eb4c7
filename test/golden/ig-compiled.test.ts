import { afterAll, beforeAll, describe, it } from "vitest";
import { Attributor } from "../../src/attribution/attributor.ts";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { openDevice } from "../../src/compute/device.ts";
import type { Device } from "../../src/compute/types.ts";
import { expectClose } from "../support/close.ts";
import { batchOf, igFiles, networkOf, readIgVectors } from "../support/golden-ig.ts";

/**
 * float32 against float64 vectors: 24 bits of fraction, sums of tens of products and differences between them. Logits of a hundred
 * (saturated rows) leave an absolute error of about 1e-5.
 */
const float32 = { absolute: 3e-5, relative: 3e-4 };

describe.each(igFiles)("golden integrated gradients, compiled in float32: $name", (file) => {
  const vectors = readIgVectors(file);
  const { layers, sizes } = networkOf(vectors);
  const network = {
    sizes,
    layers: layers.map((layer) => ({
      ...layer,
      kernel: Float32Array.from(layer.kernel),
      bias: Float32Array.from(layer.bias),
    })),
  };
  const tables = vectors.config.features.map(({ name, dim }) => {
    const { shape, data } = vectors.params[`embedding/${name}`];
    return { spec: { size: dim, rows: shape[0], bucketOfId: null }, weights: Float32Array.from(data), stride: dim };
  });
  let device: Device;
  beforeAll(async () => {
    device = await openDevice("cpu", { threads: 1 });
  });
  afterAll(() => device.close());

  it.each(vectors.outputs.runs)("$target, $quadrature, T = $T: scores and residuals", async (run) => {
    const rule = quadrature(run.quadrature, run.T);
    const batch = batchOf(vectors);
    const attributor = await Attributor.create(device, { tables, memory: null, network }, rule, run.target, batch.rows);
    const { scores, residuals } = await attributor.attribute(batch);
    expectClose(scores, run.attribution.data, float32);
    expectClose(residuals, run.residual, float32);
    await attributor.close();
  });
});
