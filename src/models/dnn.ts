import * as tf from "@tensorflow/tfjs";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import type { Network } from "./network.ts";

export interface DnnShape {
  /** K, the sum of the embedding sizes. */
  readonly inputSize: number;
  readonly hidden: readonly number[];
}

/**
 * The base network: dense layers with ReLU, `dense/<i>/kernel` [in, out] and `dense/<i>/bias` [out], the last layer giving one logit. It does
 * not read the domain.
 */
export function dnnNetwork({ inputSize, hidden }: DnnShape): Network {
  return {
    inputSize,
    domains: 0,
    specs: mlpSpecs("dense", { inputs: inputSize, hidden, outputs: 1 }),
    rowWise: true,
    state: [],
    logits: (parameters, { x, afterHidden }) =>
      tf.reshape(mlp(parameters, "dense", hidden.length, x, afterHidden), [x.shape[0]]),
  };
}
