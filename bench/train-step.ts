import { cpus } from "node:os";
import * as tf from "@tensorflow/tfjs";
import { openDevice } from "../src/compute/device.ts";
import type { Compiled, Device, TensorData, TensorSpec } from "../src/compute/types.ts";
import { dsfm, type DsfmOptions } from "../src/models/dsfm.ts";
import type { ModelShape } from "../src/models/model.ts";
import type { Parameters } from "../src/nn/dense.ts";
import { bceWithLogits } from "../src/nn/losses.ts";
import { mlp, mlpSpecs } from "../src/nn/mlp.ts";
import { initialise, type ParameterSpec } from "../src/nn/parameter.ts";
import { createRng } from "../src/util/rng.ts";

const rows = 4096;
const size = 8;
const features = 19;
const hidden = [128, 64, 32];
const sensitive = [0, 5, 9];
const threads = Number(process.argv[2] ?? 1);
const passes = Number(process.argv[3] ?? 15);
const shape: ModelShape = { sizes: new Array<number>(features).fill(size), sensitive, domains: 3 };

interface Step {
  readonly name: string;
  readonly compiled: Compiled;
  readonly feeds: Record<string, TensorData>;
  readonly milliseconds: number[];
}

type Logits = (parameters: Parameters, x: tf.Tensor) => tf.Tensor;

/** Forward and backward of the mean loss, with respect to x and every parameter; without the optimiser. */
async function trainStep(device: Device, name: string, specs: readonly ParameterSpec[], logits: Logits): Promise<Step> {
  const rng = createRng(1, name);
  const float = (...dims: number[]): TensorSpec => ({ shape: dims, dtype: "float32" });
  const signature: Record<string, TensorSpec> = { x: float(rows, features * size), label: float(rows) };
  const feeds: Record<string, TensorData> = {
    x: Float32Array.from({ length: rows * features * size }, () => rng.normal() * 0.5),
    label: Float32Array.from({ length: rows }, () => (rng.uniform() < 0.2 ? 1 : 0)),
  };
  for (const spec of specs) {
    signature[spec.name] = float(...spec.shape);
    feeds[spec.name] = initialise(spec, rng);
  }
  const compiled = await device.compile((t) => {
    const loss = (x: tf.Tensor, ...tensors: tf.Tensor[]): tf.Scalar => {
      const parameters = Object.fromEntries(specs.map((spec, i) => [spec.name, tensors[i]]));
      return tf.mean(bceWithLogits(logits(parameters, x), t["label"]));
    };
    const { value, grads } = tf.valueAndGrads(loss)([t["x"], ...specs.map((spec) => t[spec.name])]);
    return { loss: value, ...Object.fromEntries(grads.map((gradient, i) => [`gradient ${i}`, gradient])) };
  }, signature);
  return { name, compiled, feeds, milliseconds: [] };
}

function dsfmStep(device: Device, name: string, changed: Partial<DsfmOptions>): Promise<Step> {
  const options = { ...dsfm.defaults({ hidden }), ...changed };
  const [domain, weight] = [(): tf.Tensor => tf.ones([rows, 3]), (): tf.Tensor => tf.ones([rows])];
  const rest = { histories: [], training: true, afterHidden: (activation: tf.Tensor) => activation };
  return trainStep(device, name, dsfm.specs(shape, options), (parameters, x) =>
    dsfm.logits(parameters, { x, domain: domain(), weight: weight(), ...rest }, shape, options),
  );
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1];

const device = await openDevice("cpu", { threads });
const plain = { inputs: features * size, hidden, outputs: 1 };
const steps = [
  await trainStep(device, "mlp", mlpSpecs("dense", plain), (parameters, x) =>
    tf.reshape(mlp(parameters, "dense", hidden.length, x), [rows]),
  ),
  await dsfmStep(device, "dsfm without retrievers", { embeddingAttention: false, hiddenAttention: false }),
  await dsfmStep(device, "dsfm, embedding retriever only", { hiddenAttention: false }),
  await dsfmStep(device, "dsfm, hidden retrievers only", { embeddingAttention: false }),
  await dsfmStep(device, "dsfm", {}),
];
for (let pass = 0; pass < passes + 2; pass++) {
  for (const step of steps) {
    const start = performance.now();
    await step.compiled.run(step.feeds);
    if (pass >= 2) step.milliseconds.push(performance.now() - start);
  }
}
console.log(`machine: ${cpus().length} x ${cpus()[0].model}; threads: ${threads}; batch ${rows}`);
for (const { name, compiled, milliseconds } of steps) {
  const ratio = median(milliseconds.map((value, i) => value / steps[0].milliseconds[i]));
  const time = median(milliseconds).toFixed(1).padStart(8);
  console.log(`  ${name.padEnd(32)} ${time} ms  ${ratio.toFixed(2)} x mlp  ${compiled.nodes} nodes`);
}
console.log("goal: dsfm at most 4.00 x mlp");
await device.close();
