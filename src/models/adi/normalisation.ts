import * as tf from "@tensorflow/tfjs";
import { domainNormState, normaliseByDomain, scaleByDomain } from "../../nn/domain-norm.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { stackParts } from "../../nn/row-parts.ts";
import type { TowerPass } from "./tower-parts.ts";

/** `gamma` and `beta` of a normalisation by domain: [D, units] in a part of all domains, [units] in a domain's own. */
export function normSpecs(name: string, shape: readonly number[]): ParameterSpec[] {
  return [
    { name: `${name}/gamma`, shape, initialiser: "ones" },
    { name: `${name}/beta`, shape, initialiser: "zeros" },
  ];
}

/** Its running statistics, in the same shapes. */
export function normState(name: string, shape: readonly number[]): ParameterSpec[] {
  return domainNormState(name, 1, 1).map((spec) => ({ ...spec, shape }));
}

/**
 * Domain-specific batch normalisation (ADI Eq. 20) with the tensors `<name>/…` [D, H] of all domains: [R, H] → [R, H]. Without the
 * switch `dsbn`, x itself.
 */
export function normaliseShared({ parameters, rows, options }: TowerPass, name: string, x: tf.Tensor): tf.Tensor {
  if (!options.dsbn) return x;
  const normalised = normaliseByDomain(parameters, name, x, rows, options);
  return scaleByDomain(normalised, rows.domain, parameters[`${name}/gamma`], parameters[`${name}/beta`]);
}

/** The same with the tensors `<names[d]>/…` [H] of each domain, which are normalised together. */
export function normaliseOwn(pass: TowerPass, names: readonly string[], x: tf.Tensor): tf.Tensor {
  if (!pass.options.dsbn) return x;
  const { rows, parameters } = pass;
  const tensors = ["gamma", "beta", "movingMean", "movingVariance"].map((suffix): [string, tf.Tensor] => [
    `own/${suffix}`,
    stackParts(parameters, { names, of: rows.domain }, suffix),
  ]);
  const updateState = (stacked: string, value: tf.Tensor): void => {
    const suffix = stacked.slice("own/".length);
    tf.unstack(value).forEach((own, d) => rows.updateState?.(`${names[d]}/${suffix}`, own));
  };
  return normaliseShared(
    { ...pass, parameters: Object.fromEntries(tensors), rows: { ...rows, updateState } },
    "own",
    x,
  );
}
