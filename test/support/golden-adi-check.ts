import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import type { Program, TensorData } from "../../src/compute/types.ts";
import { expectClose, type Tolerance } from "./close.ts";
import { elements, type GoldenTensor, type ModelVectors } from "./golden-model.ts";
import type { Tensors } from "./golden-adi.ts";
import { type FedInputs, runOn } from "./run-both.ts";

export type DeviceUnderTest = "cpu" | "reference";
export type Numbers = Record<string, ArrayLike<number>>;

export const devices = ["cpu", "reference"] as const;

/** float32 against float64: a few dozen terms with relative errors of 6e-8 each, through two towers and the deviations of a few rows. */
const float32: Tolerance = { absolute: 2e-5, relative: 2e-5 };

/** A program under test: what it reads, what it gives, and what is differentiated. */
export interface Case {
  readonly inputs: FedInputs;
  readonly forward: (t: Tensors) => Tensors;
  /** Inputs that gradients are taken of. */
  readonly wrt: readonly string[];
}

const gradientOf = (output: string, name: string): string => `gradient of ${output} by ${name}`;

/** Outputs, and the gradients of some of them by every name of `wrt`. */
function programOf({ forward, wrt }: Case, differentiated: readonly string[]): Program {
  return (t) => {
    const gradients = differentiated.flatMap((output) => {
      const scalar = (...tensors: tf.Tensor[]): tf.Scalar =>
        forward({ ...t, ...Object.fromEntries(wrt.map((name, i) => [name, tensors[i]])) })[output].asScalar();
      const found = tf.grads(scalar)(wrt.map((name) => t[name]));
      return wrt.map((name, i): [string, tf.Tensor] => [gradientOf(output, name), found[i]]);
    });
    return { ...forward(t), ...Object.fromEntries(gradients) };
  };
}

/** Gradients of a file under the names that `programOf` gives them. */
function gradientsIn({ gradientOf: output, gradients, moreGradients }: ModelVectors): Record<string, GoldenTensor> {
  const named = Object.entries({ [output]: gradients, ...moreGradients }).flatMap(([of, tensors]) =>
    Object.entries(tensors).map(([name, tensor]): [string, GoldenTensor] => [gradientOf(of, name), tensor]),
  );
  return Object.fromEntries(named);
}

function expectAll(got: Numbers, want: Record<string, GoldenTensor>, tolerance: Tolerance): void {
  expect(Object.keys(got).toSorted()).toEqual(Object.keys(want).toSorted());
  const sizesOf = (tensors: readonly [string, number][]): unknown => Object.fromEntries(tensors);
  expect(sizesOf(Object.entries(got).map(([name, data]) => [name, data.length]))).toEqual(
    sizesOf(Object.entries(want).map(([name, { data }]) => [name, data.length])),
  );
  for (const [name, tensor] of Object.entries(want)) expectClose(got[name], elements(tensor), tolerance);
}

/**
 * A gradient is a sum of terms about as large as the largest of the file, each of which has come through the deviations of a few rows, a length and a
 * temperature: with all of these, 1e-5 of it is lost.
 */
function toleranceOf({ gradients, moreGradients }: ModelVectors): Tolerance {
  const tensors = [gradients, ...Object.values(moreGradients)].flatMap((group) => Object.values(group));
  const largest = Math.max(0, ...tensors.flatMap((tensor) => elements(tensor).map(Math.abs)));
  return { absolute: 2e-5 * Math.max(1, largest), relative: 1e-4 };
}

/**
 * Runs a case and compares every output and gradient of the file. @param complete adds what tensors cannot give, such as row numbers
 */
export async function check(
  device: DeviceUnderTest,
  vectors: ModelVectors,
  one: Case,
  complete: (computed: Record<string, TensorData>) => Numbers = (computed) => computed,
  tolerance = float32,
): Promise<void> {
  const differentiated = [vectors.gradientOf, ...Object.keys(vectors.moreGradients)];
  const computed = await runOn(device, programOf(one, differentiated), one.inputs);
  const got = complete(computed);
  const gradients = gradientsIn(vectors);
  const isGradient = ([name]: readonly [string, unknown]): boolean => name in gradients;
  const [own, others] = [Object.entries(got).filter(isGradient), Object.entries(got).filter((one) => !isGradient(one))];
  expectAll(Object.fromEntries(others), vectors.outputs, tolerance);
  expectAll(Object.fromEntries(own), gradients, toleranceOf(vectors));
}

/** lossPerRow, lossSum, loss. */
export function losses(lossPerRow: tf.Tensor): Tensors {
  return { lossPerRow, lossSum: tf.sum(lossPerRow), loss: tf.mean(lossPerRow) };
}
