import * as tf from "@tensorflow/tfjs";
import type { Program, Signature } from "../compute/types.ts";
import { mlp } from "../nn/mlp.ts";
import type { DenseLayer, FrozenMlp, Target } from "./network.ts";
import type { Quadrature } from "./quadrature.ts";
import { rowBlocks } from "./row-blocks.ts";

/**
 * `first-layer`: the path from the zero baseline is a straight line and the first layer is linear, so its pre-activation at node t is
 * t (x K) + b: one product forward and one backward for all nodes. `none`: the whole network at every node, for networks whose first
 * operation is not linear, and as the measure of the other.
 */
export type Sharing = "first-layer" | "none";

/** x [B, K]: concatenated pooled embeddings. */
export function integratedGradientsSignature(network: FrozenMlp, batchSize: number): Signature {
  return { x: { shape: [batchSize, network.layers[0].inputs], dtype: "float32" } };
}

/**
 * Integrated Gradients from the zero baseline (DSFM, Eq. 4 and 5) as a program with the frozen network inside: `x` [B, K] →
 * `scores` [B, F] and `logits`, whose last B elements are those at x.
 */
export function integratedGradientsProgram(
  network: FrozenMlp,
  rule: Quadrature,
  target: Target,
  sharing: Sharing = "first-layer",
): Program {
  const slope = sharing === "first-layer" && network.layers.length > 1 ? sharedSlope : fullSlope;
  return ({ x }) => {
    const { gradient, logits } = slope(network, rule, target, x);
    const scores = sumPerFeature(network.sizes, tf.mul(x, gradient));
    return { scores, logits: logits ?? logitsOf(network.layers, x) };
  };
}

/** The weighted sum over the nodes of the gradient of F, [B, K], and the logits [T B] if the last node is x itself. */
export interface PathSlope {
  readonly gradient: tf.Tensor;
  readonly logits: tf.Tensor | undefined;
}

type Slope = (network: FrozenMlp, rule: Quadrature, target: Target, x: tf.Tensor) => PathSlope;

/**
 * Node t of the path is t (x K) + b before the first ReLU: everything but the two products with K is done per node, for one block of rows
 * after the other.
 */
const sharedSlope: Slope = ({ layers }, rule, target, x) => {
  const [first, ...rest] = layers;
  const kernel = kernelOf(first);
  const z = tf.matMul(x, kernel);
  const cuts = rowBlocks(x.shape[0], rule.nodes.length);
  if (cuts.length === 1) {
    const { gradient, logits } = slopeOfSums(z, first.bias, rest, rule, target);
    return { gradient: tf.matMul(gradient, kernel, false, true), logits: endsAtInput(logits, rule.nodes) };
  }
  const blocks = cuts.map(([from, rows]) =>
    slopeOfSums(tf.slice(z, [from, 0], [rows, first.outputs]), first.bias, rest, rule, target),
  );
  const gradient = stacked(blocks.map((block) => block.gradient));
  const atInput = blocks.map(({ logits }, i) => tf.slice(logits, [logits.size - cuts[i][1]], [cuts[i][1]]));
  return {
    gradient: tf.matMul(gradient, kernel, false, true),
    logits: endsAtInput(stacked(atInput), rule.nodes),
  };
};

/** x K [B, H] → the weighted sum over the nodes of the gradient of F with respect to it, [B, H], and the logits [T B]. */
function slopeOfSums(
  z: tf.Tensor,
  bias: DenseLayer["bias"],
  rest: readonly DenseLayer[],
  rule: Quadrature,
  target: Target,
): { gradient: tf.Tensor; logits: tf.Tensor } {
  const [rows, width] = z.shape;
  // Bias and ReLU on the flat rows: ONNX Runtime computes both inside the product with the nodes.
  const sums = tf.add(alongPath(z, rule.nodes), tf.tensor1d(tiled(bias, rows)));
  const shape: [number, number] = [rule.nodes.length * rows, width];
  const { gradient, logits } = gradientOf((flat) => logitsOf(rest, tf.reshape(tf.relu(flat), shape)), target, sums);
  return { gradient: tf.reshape(weighted(gradient, rule.weights), [rows, width]), logits };
}

/**
 * The general path: the network as a function of its input, run forward and backward at every node, node by node, so that the
 * memory does not grow with T.
 */
const fullSlope: Slope = ({ layers }, rule, target, x) => {
  const parameters = Object.fromEntries(
    layers.flatMap((layer, l) => [
      [`dense/${l}/kernel`, kernelOf(layer)],
      [`dense/${l}/bias`, tf.tensor1d(Float32Array.from(layer.bias))],
    ]),
  );
  const network = (input: tf.Tensor): tf.Tensor =>
    tf.reshape(mlp(parameters, "dense", layers.length - 1, input), [input.shape[0]]);
  return pathSlope(network, rule, target, x);
};

/**
 * The general path for any network: forward and backward at every node of the path from the zero baseline to x, and the weighted sum of the
 * gradients of F. @param network gives logits [B] of inputs [B, K]
 */
export function pathSlope(
  network: (input: tf.Tensor) => tf.Tensor,
  rule: Quadrature,
  target: Target,
  x: tf.Tensor,
): PathSlope {
  const atNodes = Array.from(rule.nodes, (node) => gradientOf(network, target, tf.mul(x, node)));
  const gradient = atNodes
    .map((at, t) => tf.mul(at.gradient, rule.weights[t]))
    .reduce((sum, weightedGradient) => tf.add(sum, weightedGradient));
  return { gradient, logits: endsAtInput(atNodes[atNodes.length - 1].logits, rule.nodes) };
}

/** node_t z for every node: [B, H] → [T, B H]. */
function alongPath(z: tf.Tensor, nodes: Float64Array): tf.Tensor {
  const column = tf.tensor2d(Float32Array.from(nodes), [nodes.length, 1]);
  return tf.matMul(column, tf.reshape(z, [1, z.size]));
}

/** Sum over the nodes with their weights: [T, B H] → [1, B H]. */
function weighted(gradient: tf.Tensor, weights: Float64Array): tf.Tensor {
  return tf.matMul(tf.tensor2d(Float32Array.from(weights), [1, weights.length]), gradient);
}

/** Gradient of the sum of F over all rows with respect to `input`, of its shape, and the logits that `network` gives. */
function gradientOf(
  network: (input: tf.Tensor) => tf.Tensor,
  target: Target,
  input: tf.Tensor,
): { gradient: tf.Tensor; logits: tf.Tensor } {
  const held: { logits?: tf.Tensor } = {};
  const total = (inner: tf.Tensor): tf.Tensor => {
    const logits = network(inner);
    held.logits = tf.keep(logits);
    return tf.sum(target === "logit" ? logits : probability(logits));
  };
  const gradient = tf.grad(total)(input);
  return { gradient, logits: held.logits! }; // Set by the call above.
}

/** Dense layers with ReLU between them: [B, H] → logits [B]; the last bias is added to the flat logits, where it costs least. */
function logitsOf(layers: readonly DenseLayer[], input: tf.Tensor): tf.Tensor {
  let activation = input;
  for (const layer of layers.slice(0, -1)) {
    activation = tf.relu(tf.add(tf.matMul(activation, kernelOf(layer)), tf.tensor1d(Float32Array.from(layer.bias))));
  }
  const last = layers[layers.length - 1];
  return tf.add(tf.reshape(tf.matMul(activation, kernelOf(last)), [input.shape[0]]), tf.scalar(last.bias[0]));
}

function endsAtInput(logits: tf.Tensor, nodes: Float64Array): tf.Tensor | undefined {
  return nodes[nodes.length - 1] === 1 ? logits : undefined;
}

/** sigmoid(logits), with its slope p - p²: two passes without a constant. */
function probability(logits: tf.Tensor): tf.Tensor {
  return tf.customGrad((z, save) => {
    const p = tf.sigmoid(z as tf.Tensor);
    (save as tf.GradSaveFunc)([p]);
    return {
      value: p,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => tf.mul(dy, tf.sub(saved, tf.mul(saved, saved))),
    };
  })(logits);
}

/** [B, K] → [B, F]: the score of a feature is the sum over the dimensions of its embedding. */
export function sumPerFeature(sizes: readonly number[], products: tf.Tensor): tf.Tensor {
  const [rows, width] = products.shape;
  if (sizes.every((size) => size === sizes[0])) {
    return tf.sum(tf.reshape(products, [rows, sizes.length, sizes[0]]), 2);
  }
  const indicator = new Float32Array(width * sizes.length);
  let column = 0;
  sizes.forEach((size, f) => {
    for (let e = 0; e < size; e++, column++) indicator[column * sizes.length + f] = 1;
  });
  return tf.matMul(products, tf.tensor2d(indicator, [width, sizes.length]));
}

function kernelOf({ kernel, inputs, outputs }: DenseLayer): tf.Tensor {
  return tf.tensor2d(Float32Array.from(kernel), [inputs, outputs]);
}

function stacked(blocks: tf.Tensor[]): tf.Tensor {
  return tf.concat(blocks, 0);
}

function tiled(bias: DenseLayer["bias"], rows: number): Float32Array {
  const all = new Float32Array(rows * bias.length);
  for (let b = 0; b < rows; b++) all.set(bias, b * bias.length);
  return all;
}
