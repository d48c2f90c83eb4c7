import * as tf from "@tensorflow/tfjs";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { ownProduct, ownVector } from "../../nn/row-parts.ts";
import { lastWidth } from "../domain-parts.ts";
import { starLayerSpecs } from "../star.ts";
import { normaliseShared, normSpecs, normState } from "./normalisation.ts";
import { domainParts, type Tower, type TowerPass } from "./tower-parts.ts";

/** `<tower>/star/<i>`: the shared and the domains' layers, and their normalisation. */
export function starSpecs(tower: Tower): ParameterSpec[] {
  const { name, domains, fields, embeddingSize, options } = tower;
  return options.hidden.flatMap((units, i) => {
    const inputs = lastWidth(fields * embeddingSize, options.hidden.slice(0, i));
    const norm = options.dsbn ? normSpecs(`${name}/star/${i}/norm`, [domains, units]) : [];
    return [...starLayerSpecs(`${name}/star/${i}`, domains, inputs, units), ...norm];
  });
}

/** The running statistics of those layers. */
export function starState({ name, domains, options }: Tower): ParameterSpec[] {
  if (!options.dsbn) return [];
  return options.hidden.flatMap((units, i) => normState(`${name}/star/${i}/norm`, [domains, units]));
}

/**
 * E_fusion by Network-Mul (ADI Eq. 16-17): x (W_shared ∘ W_d) + b_shared + b_d, then normalisation and, unlike Eq. 16, ReLU unless
 * `starActivation` is none: [R, N e] → [R, H]. The paper has one such layer; there are as many as `hidden` has sizes.
 */
export function starLayers(pass: TowerPass, x: tf.Tensor): tf.Tensor {
  const { name, options } = pass;
  return options.hidden.reduce((h, _, i) => {
    const normalised = normaliseShared(pass, `${name}/star/${i}/norm`, starProduct(pass, `${name}/star/${i}`, h));
    return options.starActivation === "relu" ? tf.relu(normalised) : normalised;
  }, x);
}

function starProduct(pass: TowerPass, layer: string, x: tf.Tensor): tf.Tensor {
  const { parameters } = pass;
  const parts = domainParts(pass, `${layer}/specific`);
  const shared = parameters[`${layer}/shared/kernel`];
  const kernels = parts.names.map((part) => tf.mul(shared, parameters[`${part}/kernel`]));
  const bias = tf.add(parameters[`${layer}/shared/bias`], ownVector(parameters, parts, "bias"));
  return tf.add(ownProduct(kernels, parts.of, x), bias);
}
