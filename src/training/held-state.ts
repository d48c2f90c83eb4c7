import * as tf from "@tensorflow/tfjs";

/** Running statistics that are made inside of a loss and needed outside of it. */
export class HeldState {
  readonly #held = new Map<string, tf.Tensor>();

  /** Takes the value after the step. */
  readonly update = (name: string, next: tf.Tensor): void => {
    this.#held.set(name, tf.keep(next));
  };

  /** A held tensor as one that the step's scope frees. Throws when the network has not given it. */
  released(name: string): tf.Tensor {
    const kept = this.#held.get(name);
    if (kept === undefined) throw new Error(`the network declares the state ${name} and does not update it`);
    const value = tf.clone(kept);
    kept.dispose();
    return value;
  }
}
