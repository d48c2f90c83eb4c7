import * as tf from "@tensorflow/tfjs";
import { historyName, type Network } from "../models/network.ts";
import { rowTensors } from "../models/row-feeds.ts";
import { dropout } from "../nn/dropout.ts";
import { HeldState } from "./held-state.ts";

type Tensors = Record<string, tf.Tensor>;

/** What the backward pass of a step gives. */
export interface Backward {
  readonly loss: tf.Scalar;
  /** For x, for every parameter, in the order of the specs, and for the vectors of every sequence. */
  readonly gradients: readonly tf.Tensor[];
  /** The state after the step by name. */
  readonly state: Tensors;
}

/**
 * The loss of a step and its gradients. @param t the inputs of the step's program
 * @param lossOf the loss by the logits [B], to which that of the network is added
 */
export function backward(
  network: Network,
  dropoutRate: number,
  t: Tensors,
  lossOf: (logits: tf.Tensor) => tf.Scalar,
): Backward {
  const { specs, state, frozen = [], sequences = [] } = network;
  const current = Object.fromEntries([...state, ...frozen].map(({ name }) => [name, t[name]]));
  const read = sequences.map((_, i) => historyName(i));
  const held = new HeldState();
  const afterHidden = (h: tf.Tensor, l: number): tf.Tensor =>
    dropoutRate > 0 ? dropout(h, t[`uniform/${l}`], dropoutRate) : h;
  const whole = (...tensors: tf.Tensor[]): tf.Scalar => {
    const added: tf.Scalar[] = [];
    const parameters = Object.fromEntries(specs.map(({ name }, i) => [name, tensors[i + 1]]));
    const vectors = Object.fromEntries(read.map((name, i) => [name, tensors[i + 1 + specs.length]]));
    const logits = network.logits(
      { ...current, ...parameters },
      {
        ...rowTensors({ ...t, ...vectors, x: tensors[0] }),
        weight: t["weight"],
        training: true,
        updateState: held.update,
        addLoss: (term) => added.push(term),
        afterHidden,
      },
    );
    return added.reduce((sum, term) => tf.add(sum, term), lossOf(logits));
  };
  const variables = ["x", ...specs.map(({ name }) => name), ...read];
  const { value, grads } = tf.valueAndGrads(whole)(variables.map((name) => t[name]));
  return {
    loss: value,
    gradients: grads,
    state: Object.fromEntries(state.map(({ name }) => [name, held.released(name)])),
  };
}
