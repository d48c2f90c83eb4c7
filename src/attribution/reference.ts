import { sigmoid } from "../metrics/log-loss.ts";
import type { DenseLayer, FrozenMlp, Target } from "./network.ts";
import type { Quadrature } from "./quadrature.ts";

/** Attributions of a batch: `scores` [B, F] row-major, `outputs` [B] = F(x), `residuals` [B] = F(x) - F(0) - sum of scores. */
export interface Attributions<A extends Float32Array | Float64Array = Float64Array> {
  readonly scores: A;
  readonly outputs: A;
  readonly residuals: Float64Array;
}

/**
 * Integrated Gradients from the zero baseline in float64, row by row in plain loops (DSFM, Eq. 4 and 5): the measure of the compiled
 * path, and fast enough for F(0) and checks. ReLU'(0) = 0. @param x [B, K] concatenated pooled embeddings
 */
export function referenceIntegratedGradients(
  network: FrozenMlp,
  x: ArrayLike<number>,
  rule: Quadrature,
  target: Target,
): Attributions {
  const width = network.layers[0].inputs;
  const rows = x.length / width;
  const features = network.sizes.length;
  const result = {
    scores: new Float64Array(rows * features),
    outputs: new Float64Array(rows),
    residuals: new Float64Array(rows),
  };
  const baseline = targetValue(network, new Float64Array(width), target);
  for (let b = 0; b < rows; b++) {
    const input = Float64Array.from({ length: width }, (_, k) => x[b * width + k]);
    const scores = sumPerFeature(network.sizes, input, pathGradient(network, input, rule, target));
    result.scores.set(scores, b * features);
    result.outputs[b] = targetValue(network, input, target);
    result.residuals[b] = result.outputs[b] - baseline - scores.reduce((sum, score) => sum + score, 0);
  }
  return result;
}

/** F at one input [K], in float64. */
export function targetValue(network: FrozenMlp, input: Float64Array, target: Target): number {
  const logit = forward(network.layers, input).at(-1)![0];
  return target === "logit" ? logit : sigmoid(logit);
}

/** Weighted sum over the nodes of the gradient of F at node · input: [K]. */
function pathGradient(network: FrozenMlp, input: Float64Array, rule: Quadrature, target: Target): Float64Array {
  const total = new Float64Array(input.length);
  rule.nodes.forEach((node, t) => {
    const slope = gradient(
      network.layers,
      input.map((value) => node * value),
      target,
    );
    for (let k = 0; k < total.length; k++) total[k] += rule.weights[t] * slope[k];
  });
  return total;
}

function gradient(layers: readonly DenseLayer[], input: Float64Array, target: Target): Float64Array {
  const sums = forward(layers, input);
  const logit = sums.at(-1)![0];
  let flow: Float64Array = Float64Array.of(target === "logit" ? 1 : sigmoid(logit) * sigmoid(-logit));
  for (let l = layers.length - 1; l >= 0; l--) {
    flow = timesTransposed(flow, layers[l]);
    if (l > 0) flow = flow.map((value, h) => (sums[l - 1][h] > 0 ? value : 0));
  }
  return flow;
}

/** What each layer gives before its ReLU. */
function forward(layers: readonly DenseLayer[], input: Float64Array): Float64Array[] {
  let activation = input;
  return layers.map((layer) => {
    const sums = affine(activation, layer);
    activation = sums.map((value) => Math.max(value, 0));
    return sums;
  });
}

function affine(input: Float64Array, { outputs, kernel, bias }: DenseLayer): Float64Array {
  const result = Float64Array.from(bias);
  for (let k = 0; k < input.length; k++) {
    for (let h = 0; h < outputs; h++) result[h] += input[k] * kernel[k * outputs + h];
  }
  return result;
}

function timesTransposed(flow: Float64Array, { inputs, outputs, kernel }: DenseLayer): Float64Array {
  const result = new Float64Array(inputs);
  for (let k = 0; k < inputs; k++) {
    for (let h = 0; h < outputs; h++) result[k] += flow[h] * kernel[k * outputs + h];
  }
  return result;
}

function sumPerFeature(sizes: readonly number[], input: Float64Array, slope: Float64Array): Float64Array {
  let column = 0;
  return Float64Array.from(sizes, (size) => {
    let score = 0;
    for (let e = 0; e < size; e++, column++) score += input[column] * slope[column];
    return score;
  });
}
