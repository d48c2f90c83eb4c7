import * as tf from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { weightedSum } from "../domain-parts.ts";
import { hiddenLayers, type LayerShapes, layerSpecs, layerState } from "./hidden-layers.ts";
import { normaliseOwn, normaliseShared } from "./normalisation.ts";
import { commonPart, domainNames, domainParts, sharedNames, type Tower, type TowerPass } from "./tower-parts.ts";

/** The gate, the K shared networks and the specific network of each domain. */
export function networkSpecs(tower: Tower): ParameterSpec[] {
  return [...gateSpecs(tower), ...networks(tower).flatMap(({ prefix, shapes }) => layerSpecs(prefix, shapes))];
}

/** Their running statistics. */
export function networkState(tower: Tower): ParameterSpec[] {
  return networks(tower).flatMap(({ prefix, shapes }) => layerState(prefix, shapes));
}

/** Every network of the tower by its prefix; a shared one has normalisation tensors of all domains, a specific one of its own. */
function networks(tower: Tower): { prefix: string; shapes: LayerShapes }[] {
  const { domains, fields, embeddingSize, options } = tower;
  const shapes = (normShape: (units: number) => number[]): LayerShapes => ({
    inputs: fields * embeddingSize,
    hidden: options.hidden,
    normShape: options.dsbn ? normShape : undefined,
  });
  return [
    ...sharedNames(tower).map((prefix) => ({ prefix, shapes: shapes((units) => [domains, units]) })),
    ...domainNames(tower, `${tower.name}/specific`).map((prefix) => ({ prefix, shapes: shapes((units) => [units]) })),
  ];
}

/** The literal ratio starts with logits around 1: their sum stands below the fraction. */
function gateSpecs({ name, options }: Tower): ParameterSpec[] {
  const [kernel, bias] = denseSpecs(`${name}/shared/gate`, options.domainEmbeddingSize, options.sharedNetworks);
  return [kernel, options.sharedGate === "ratio" ? { ...bias, initialiser: "ones" } : bias];
}

/**
 * α (ADI Eq. 8), the weights of the shared networks: [R, K]. They depend on the domain alone, so that they are computed once for each
 * domain and not for each row; a padding row has zeros.
 */
export function sharedGate({ name, parameters, rows, options }: TowerPass): tf.Tensor {
  const logits = dense(parameters, `${name}/shared/gate`, parameters["embedding/domain/table"]);
  const gates = options.sharedGate === "softmax" ? tf.softmax(logits) : tf.div(logits, tf.sum(logits, -1, true));
  return tf.matMul(rows.domain, gates);
}

/**
 * E_shared (ADI Eq. 9): the mixture of the shared networks, [R, H].
 *
 * @param inputs for each of the K networks, [R, N e]
 * @param gate [R, K]
 */
export function sharedMixture(pass: TowerPass, inputs: readonly tf.Tensor[], gate: tf.Tensor): tf.Tensor {
  const outputs = sharedNames(pass).map((prefix, k) =>
    hiddenLayers(pass, commonPart(pass, prefix), pass.options.hidden.length, inputs[k], (h, i) =>
      normaliseShared(pass, `${prefix}/norm/${i}`, h),
    ),
  );
  return weightedSum(outputs, gate);
}

/** E_spec (ADI Eq. 10): the specific network of each row's domain, [R, H]. */
export function specificNetwork(pass: TowerPass, x: tf.Tensor): tf.Tensor {
  return domainLayers(pass, `${pass.name}/specific`, pass.options.hidden.length, x);
}

/** Hidden layers of which each domain has its own, `<prefix>/<d>/`: [R, inputs] → [R, units of the last]. */
export function domainLayers(pass: TowerPass, prefix: string, layers: number, x: tf.Tensor): tf.Tensor {
  const parts = domainParts(pass, prefix);
  return hiddenLayers(pass, parts, layers, x, (h, i) =>
    normaliseOwn(
      pass,
      parts.names.map((name) => `${name}/norm/${i}`),
      h,
    ),
  );
}
