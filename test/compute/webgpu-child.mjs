// Runs the attribution of a small network on webgpu and on cpu and prints how far apart they are. Needs `npm run build`.
import {
  integratedGradientsProgram,
  integratedGradientsSignature,
} from "../../dist/attribution/integrated-gradients.js";
import { quadrature } from "../../dist/attribution/quadrature.js";
import { openDevice } from "../../dist/compute/device.js";
import { createRng } from "../../dist/util/rng.js";

const rng = createRng(1, "webgpu");
const widths = [24, 16, 8, 1];
const layers = widths.slice(1).map((outputs, l) => ({
  inputs: widths[l],
  outputs,
  kernel: Float32Array.from({ length: widths[l] * outputs }, () => rng.normal() * Math.sqrt(2 / widths[l])),
  bias: Float32Array.from({ length: outputs }, () => 0.1 * rng.normal()),
}));
const network = { sizes: [8, 8, 8], layers };
const x = Float32Array.from({ length: 32 * 24 }, () => rng.normal());
const program = integratedGradientsProgram(network, quadrature("riemann", 5), "probability");
const scores = [];
for (const name of ["cpu", "webgpu"]) {
  const device = await openDevice(name, { threads: 1 });
  const compiled = await device.compile(program, integratedGradientsSignature(network, 32));
  scores.push((await compiled.run({ x })).scores);
  await compiled.close();
  await device.close();
}
const largest = scores[0].reduce((most, score, i) => Math.max(most, Math.abs(score - scores[1][i])), 0);
console.log(`largest difference ${largest}`);
