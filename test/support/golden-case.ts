import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { expectClose, type Tolerance } from "./close.ts";
import { elements, fedFloats, type ModelVectors } from "./golden-model.ts";
import { type FedInputs, runOn } from "./run-both.ts";

export type Tensors = Record<string, tf.Tensor>;

/** How a program gives what a golden file holds. */
export interface GoldenCase {
  readonly inputs: FedInputs;
  /** Every output of the file, `loss` among them. */
  readonly forward: (t: Tensors) => Tensors;
  /** Inputs of the program that gradients are taken of. */
  readonly wrt: readonly string[];
  /** From the program's gradients to the file's; default: they are the same. */
  readonly gradients?: (computed: Record<string, TensorData>) => Record<string, ArrayLike<number>>;
}

/** Parameters and inputs of an operator file under the names of its gradients. */
export function operatorInputs({ params, inputs }: ModelVectors): FedInputs {
  const named = Object.entries(inputs).map(([name, tensor]) => [`inputs/${name}`, tensor] as const);
  return Object.fromEntries([...Object.entries(params), ...named].map(([name, tensor]) => [name, fedFloats(tensor)]));
}

const gradientOf = "gradient of ";

/** All outputs and, under `gradient of …`, the gradients of `loss`. Output names are kept apart from those of inputs. */
function programOf({ forward, wrt }: GoldenCase): Program {
  return (t) => {
    if (wrt.length === 0) return forward(t);
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const given = Object.fromEntries(wrt.map((name, i) => [name, tensors[i]]));
      // tf.grads refuses an input that the loss does not depend on, whose gradient is 0.
      const connected = tf.mul(tf.addN(tensors.map((tensor) => tf.sum(tensor))), 0);
      return tf.add(forward({ ...t, ...given })["loss"], connected).asScalar();
    };
    const gradients = tf.grads(loss)(wrt.map((name) => t[name]));
    return { ...forward(t), ...Object.fromEntries(wrt.map((name, i) => [gradientOf + name, gradients[i]])) };
  };
}

/** The outputs and gradients of a case on a device. */
export async function evaluate(device: "cpu" | "reference", one: GoldenCase) {
  const results = Object.entries(await runOn(device, programOf(one), one.inputs));
  const isGradient = ([name]: readonly [string, TensorData]): boolean => name.startsWith(gradientOf);
  const computed = Object.fromEntries(
    results.filter(isGradient).map(([name, data]) => [name.slice(gradientOf.length), data]),
  );
  return {
    outputs: Object.fromEntries(results.filter((result) => !isGradient(result))),
    gradients: one.gradients?.(computed) ?? computed,
  };
}

/** Checks names, sizes and elements. */
export function expectAll(
  got: Record<string, ArrayLike<number>>,
  want: ModelVectors["outputs"],
  tolerance: Tolerance,
): void {
  expect(Object.keys(got).toSorted()).toEqual(Object.keys(want).toSorted());
  for (const [name, tensor] of Object.entries(want)) {
    expect({ name, size: got[name].length }).toEqual({ name, size: tensor.data.length });
    expectClose(got[name], elements(tensor), tolerance);
  }
}
