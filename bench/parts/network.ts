import { join } from "node:path";
import type { DenseLayer } from "../../src/attribution/network.ts";
import { createRng } from "../../src/util/rng.ts";
import { arrayFile } from "./peer.ts";

/** The network of all parts: 19 ids × 8, hidden 128-64-32. */
export const features = 19;
export const size = 8;
export const hidden = [128, 64, 32];
export const widths = [features * size, ...hidden, 1];

/** Random layers, He scale. */
export function randomLayers(): DenseLayer[] {
  const rng = createRng(1, "bench layers");
  return widths.slice(1).map((outputs, l) => ({
    inputs: widths[l],
    outputs,
    kernel: Float32Array.from({ length: widths[l] * outputs }, () => rng.normal() * Math.sqrt(2 / widths[l])),
    bias: Float32Array.from({ length: outputs }, () => rng.normal() * 0.1),
  }));
}

/** The layers as files for a peer. */
export function layerFiles(folder: string, layers: readonly DenseLayer[]): object[] {
  return layers.map(({ kernel, bias, inputs, outputs }, l) => ({
    kernel: arrayFile(join(folder, `kernel-${l}.bin`), Float32Array.from(kernel), [inputs, outputs]),
    bias: arrayFile(join(folder, `bias-${l}.bin`), Float32Array.from(bias), [outputs]),
  }));
}
