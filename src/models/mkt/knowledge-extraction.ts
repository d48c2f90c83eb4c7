import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { numberedFrom, weightedSum } from "../domain-parts.ts";
import type { ModelInputs } from "../model.ts";
import { hiddenCount, layers, layerSpecs } from "./layers.ts";
import type { KnowledgeOptions } from "./mkt-options.ts";

/** `<name>/expert/<k>/dense/<i>`, which all entities share, and `<name>/gate/<entity>` of each of the entities named. */
export function commonKnowledgeSpecs(
  name: string,
  inputs: number,
  entities: readonly string[],
  { experts, expertHidden, expertOutputActivation }: KnowledgeOptions,
): ParameterSpec[] {
  return [
    ...Array.from({ length: experts }, (_, k) =>
      layerSpecs(`${name}/expert/${k}`, inputs, expertHidden, expertOutputActivation),
    ).flat(),
    ...entities.flatMap((entity) => denseSpecs(`${name}/gate/${entity}`, inputs, experts)),
  ];
}

/** What the common knowledge extractor gives. */
export interface CommonKnowledge {
  /** The share of each expert: [B, experts] */
  readonly gate: tf.Tensor;
  /** g_com of MKT Eq. 7: [B, H] */
  readonly common: tf.Tensor;
}

/**
 * The common knowledge extractor (MKT 3.2.3, Eq. 7): a mixture of experts that all entities share, Σ_k softmax(gate(q))_k expert_k(q), with
 * the gate of the entity. q [B, K]. The hidden activations of the experts are numbered through them.
 */
export function commonKnowledge(
  parameters: Parameters,
  name: string,
  entity: string,
  q: tf.Tensor,
  { experts, expertHidden, expertOutputActivation }: KnowledgeOptions,
  afterHidden: ModelInputs["afterHidden"] = (unchanged) => unchanged,
): CommonKnowledge {
  const each = hiddenCount(expertHidden, expertOutputActivation);
  const outputs = Array.from({ length: experts }, (_, k) => {
    const numbered = numberedFrom(k * each, afterHidden);
    return layers(parameters, `${name}/expert/${k}`, q, expertHidden, expertOutputActivation, numbered);
  });
  const gate = tf.softmax(dense(parameters, `${name}/gate/${entity}`, q));
  return { gate, common: weightedSum(outputs, gate) };
}

/** `<name>/dense/<i>` of the extractor of one entity. */
export function independentKnowledgeSpecs(
  name: string,
  inputs: number,
  { independentHidden, independentOutputActivation }: KnowledgeOptions,
): ParameterSpec[] {
  return layerSpecs(name, inputs, independentHidden, independentOutputActivation);
}

/** The source or target knowledge extractor (MKT 3.2.4, Eq. 8), an MLP: all groups of one entity [B, K] → g_ind [B, H]. */
export function independentKnowledge(
  parameters: Parameters,
  name: string,
  v: tf.Tensor,
  { independentHidden, independentOutputActivation }: KnowledgeOptions,
): tf.Tensor {
  return layers(parameters, name, v, independentHidden, independentOutputActivation);
}
