import * as tf from "@tensorflow/tfjs";
import type { Program } from "../../src/compute/types.ts";
import { expectClose, type Tolerance } from "./close.ts";
import { type FedInputs, runOn } from "./run-both.ts";

export type Row = readonly number[];

/** Tensors by name, row-major, in float64. */
export type Values = Readonly<Record<string, Row>>;

/** Called with what every ReLU reads: near 0, slopes in float32 and by differences need not agree. */
export type OnRelu = (input: number) => void;

export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
export const total = (row: Row): number => row.reduce((sum, value) => sum + value, 0);
export const dot = (a: Row, b: Row): number => total(a.map((value, i) => value * b[i]));
export const plus = (a: Row, b: Row): Row => a.map((value, i) => value + b[i]);
export const times = (a: Row, b: Row): Row => a.map((value, i) => value * b[i]);
export const scaled = (a: Row, by: number): Row => a.map((value) => value * by);

/** Part `index` of `count` equal ones. */
export function part(row: Row, index: number, count: number): Row {
  return row.slice((index * row.length) / count, ((index + 1) * row.length) / count);
}

/** x · kernel, the kernel row-major [inputs, units]. */
export function product(x: Row, kernel: Row): Row {
  const units = kernel.length / x.length;
  return Array.from({ length: units }, (_, j) => total(x.map((value, i) => value * kernel[i * units + j])));
}

/** x · kernel + bias of the layer `name`. */
export function linear(values: Values, name: string, x: Row): Row {
  return plus(product(x, values[`${name}/kernel`]), values[`${name}/bias`]);
}

export function relu(x: Row, onRelu: OnRelu): Row {
  return x.map((value) => {
    onRelu(value);
    return Math.max(value, 0);
  });
}

/** The outputs of a model, one a row, computed a second way: row by row, in float64, from the equations. */
export type ByHand = (values: Values, onRelu: OnRelu) => readonly number[];

/** Weights of the outputs, so that no two count alike. */
function ramp(count: number): number[] {
  return Array.from({ length: count }, (_, b) => -1 + (2.3 * b) / Math.max(1, count - 1));
}

const step = 1e-4;
/** A few dozen float32 terms against float64, relative to the largest of a tensor, as terms of both signs cancel; the differences add less than 1e-7. */
function float32AgainstDifferences(expected: Row): Tolerance {
  return { relative: 5e-5, absolute: 2e-5 * Math.max(1, ...expected.map(Math.abs)) };
}

/**
 * Checks that a program's output `logit` [B] is that computed by hand, and that its gradients, of Σ ramp · logit for each of the inputs named, are the central differences
 * of the computation by hand.
 */
export async function expectAsByHand(
  logits: (t: Record<string, tf.Tensor>) => tf.Tensor,
  inputs: FedInputs,
  byHand: ByHand,
  wrt: readonly string[],
): Promise<void> {
  const values = Object.fromEntries(Object.entries(inputs).map(([name, { data }]) => [name, Array.from(data)]));
  let kinkDistance = Number.POSITIVE_INFINITY;
  const expected = byHand(values, (input) => (kinkDistance = Math.min(kinkDistance, Math.abs(input))));
  if (kinkDistance < 10 * step) throw new Error(`a ReLU reads ${kinkDistance}: choose other inputs`);
  const got = await runOn("cpu", withGradients(logits, wrt, expected.length), inputs);
  expectClose(got["logit"], expected, float32AgainstDifferences(expected));
  const weights = ramp(expected.length);
  const loss = (changed: Values): number =>
    dot(
      weights,
      byHand(changed, () => {}),
    );
  for (const name of wrt) {
    const slopes = values[name].map((value, i) => {
      const at = (by: number): number => loss({ ...values, [name]: values[name].with(i, value + by) });
      return (at(step) - at(-step)) / (2 * step);
    });
    expectClose(got[`gradient of ${name}`], slopes, float32AgainstDifferences(slopes));
  }
}

function withGradients(
  logits: (t: Record<string, tf.Tensor>) => tf.Tensor,
  wrt: readonly string[],
  rows: number,
): Program {
  return (t) => {
    const inner = (...given: tf.Tensor[]): tf.Tensor =>
      logits({ ...t, ...Object.fromEntries(wrt.map((name, i) => [name, given[i]])) });
    const gradients = tf.grads(inner)(
      wrt.map((name) => t[name]),
      tf.tensor1d(ramp(rows)),
    );
    return { logit: logits(t), ...Object.fromEntries(wrt.map((name, i) => [`gradient of ${name}`, gradients[i]])) };
  };
}
