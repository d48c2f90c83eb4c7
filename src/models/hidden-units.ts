import * as tf from "@tensorflow/tfjs";
import { withBackend } from "../compute/with-backend.ts";
import { type Network, tensorSpecs } from "./network.ts";
import { rowSignature, rowTensors } from "./row-feeds.ts";

/** [L] units of each hidden activation of a network, by the numbers under which it hands them to `afterHidden`. */
export function hiddenUnits(network: Network): number[] {
  const units: number[] = [];
  withBackend("cpu", () =>
    tf.tidy(() => {
      const parameters = Object.fromEntries(
        tensorSpecs(network).map(({ name, shape }) => [name, tf.zeros([...shape])]),
      );
      const afterHidden = (activation: tf.Tensor, layer: number): tf.Tensor => {
        units[layer] = activation.shape[1] ?? 1;
        return activation;
      };
      const zeros = Object.entries(rowSignature(network, 1)).map(([name, { shape }]): [string, tf.Tensor] => [
        name,
        tf.zeros([...shape]),
      ]);
      const rows = { ...rowTensors(Object.fromEntries(zeros)), weight: tf.ones([1]) };
      network.logits(parameters, { ...rows, training: true, afterHidden });
    }),
  );
  return units;
}
