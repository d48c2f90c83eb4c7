import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import { type DomainRows, domainNormState, normaliseByDomain, scaleByDomain } from "../../nn/domain-norm.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";

/** Scale and shift of batch normalisation after each hidden layer, by the order in which a network computes them; [P, H]. */
export function hiddenNormSpecs(prefix: string, units: readonly number[], parts: number): ParameterSpec[] {
  return units.flatMap((width, l) => [
    { name: `${prefix}/norm/${l}/gamma`, shape: [parts, width], initialiser: "ones" as const },
    { name: `${prefix}/norm/${l}/beta`, shape: [parts, width], initialiser: "zeros" as const },
  ]);
}

/** Their running statistics. */
export function hiddenNormState(prefix: string, units: readonly number[], parts: number): ParameterSpec[] {
  return units.flatMap((width, l) => domainNormState(`${prefix}/norm/${l}`, parts, width));
}

/**
 * Batch normalisation of a hidden activation [R, H]: over all rows, or with `byDomain` over those of each domain, with their own scale and
 * shift. It follows the ReLU. Padding rows do not count.
 */
export function normaliseHidden(
  parameters: Parameters,
  name: string,
  activation: tf.Tensor,
  rows: DomainRows,
  byDomain: boolean,
): tf.Tensor {
  const domain = byDomain ? rows.domain : tf.sum(rows.domain, 1, true);
  const normalised = normaliseByDomain(parameters, name, activation, { ...rows, domain });
  return scaleByDomain(normalised, domain, parameters[`${name}/gamma`], parameters[`${name}/beta`]);
}
