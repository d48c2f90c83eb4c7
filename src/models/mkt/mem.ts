import * as tf from "@tensorflow/tfjs";
import { cosineSimilarity } from "../../nn/cosine-similarity.ts";
import type { Parameters } from "../../nn/dense.ts";
import { bceWithLogits, weightedMean } from "../../nn/losses.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { DomainlensError } from "../../util/errors.ts";
import { lastWidth, numberedFrom } from "../domain-parts.ts";
import type { ModelInputs } from "../model.ts";
import { type Entity, type EntityRows, groupWidths, joinVectors, type MktShape, sumWidths } from "./groups.ts";
import { independentKnowledge, independentKnowledgeSpecs } from "./knowledge-extraction.ts";
import { hiddenCount, logitTower, logitTowerSpecs } from "./layers.ts";
import { type MemKnowledge, memKnowledge, memKnowledgeSpecs, memSequenceSpecs } from "./mem-knowledge.ts";
import { knowledgeMisfit } from "./misfit.ts";
import type { MemOptions } from "./mkt-options.ts";
import { polarizedLoss } from "./polarized-loss.ts";

/** What MEM gives for the rows of one entity. */
export interface MemOutputs extends MemKnowledge {
  /** g_ind of MKT Eq. 8, [B, H], and its cosine with g_com, [B]; only where gamma is not 0. */
  readonly independent?: tf.Tensor;
  readonly cosine?: tf.Tensor;
  /** [B] */
  readonly logit: tf.Tensor;
}

/** Rows to train on. */
export interface LabelledRows {
  readonly rows: EntityRows;
  /** [B] in 0..1 */
  readonly labels: tf.Tensor;
  /** [B] 1 for a row, 0 for padding. */
  readonly weight: tf.Tensor;
}

export interface MemLoss {
  /** Eq. 11, a scalar. */
  readonly loss: tf.Scalar;
  /** Mean binary cross-entropy of each entity, in the order of the shape. */
  readonly entities: readonly tf.Scalar[];
  /** Eq. 10; only where gamma is not 0. */
  readonly pdl?: tf.Scalar;
  /** What each entity's rows gave, in the same order. */
  readonly outputs: readonly MemOutputs[];
}

/**
 * The parameters of the multi-entity model (MKT 3.2): `mem/sequence/…`, `mem/hfa/<entity>/…`, `mem/cke/…`, and for each entity `mem/independent/<entity>/…` where
 * gamma is not 0 and `mem/tower/<entity>/…`. Throws DomainlensError("config") for options that do not fit together.
 */
export function memSpecs(shape: MktShape, options: MemOptions): ParameterSpec[] {
  const { expertHidden, towerHidden, gamma } = options;
  const misfit = knowledgeMisfit(options);
  if (misfit !== undefined) throw new DomainlensError("config", misfit);
  const specs = shape.entities.flatMap((entity) => [
    ...(gamma === 0
      ? []
      : independentKnowledgeSpecs(`mem/independent/${entity.name}`, allWidth(shape, entity), options)),
    ...logitTowerSpecs(`mem/tower/${entity.name}`, lastWidth(0, expertHidden), towerHidden),
  ]);
  return [...memSequenceSpecs(shape, options), ...memKnowledgeSpecs(shape, options, shape.entities), ...specs];
}

/**
 * A forward pass over the rows of one entity (MKT 3.2).
 *
 * @param afterHidden applied to the hidden activations of the experts, then of the tower, with the same numbers for every entity: a row
 * passes through one of them
 */
export function memForward(
  parameters: Parameters,
  rows: EntityRows,
  entity: Entity,
  shape: MktShape,
  options: MemOptions,
  afterHidden: ModelInputs["afterHidden"] = (unchanged) => unchanged,
): MemOutputs {
  const { experts, expertHidden, expertOutputActivation, towerHidden } = options;
  const knowledge = memKnowledge(parameters, rows, entity, shape, options, afterHidden);
  const numbered = numberedFrom(experts * hiddenCount(expertHidden, expertOutputActivation), afterHidden);
  const logit = logitTower(parameters, `mem/tower/${entity.name}`, knowledge.common, towerHidden, numbered);
  if (options.gamma === 0) return { ...knowledge, logit };
  const { user, sequence, shared, specific } = knowledge.groups;
  const all = joinVectors([user, sequence, shared, specific]);
  const independent = independentKnowledge(parameters, `mem/independent/${entity.name}`, all, options);
  return { ...knowledge, logit, independent, cosine: cosineSimilarity(knowledge.common, independent) };
}

/**
 * The loss of MEM (MKT Eq. 11): the binary cross-entropy of every entity, as a mean over its rows where the paper sums, plus gamma times the polarized
 * distribution loss. An entity without rows in the batch adds 0.
 *
 * @param batch rows of each entity, in the order of the shape
 */
export function memLoss(
  parameters: Parameters,
  batch: readonly LabelledRows[],
  shape: MktShape,
  options: MemOptions,
): MemLoss {
  const outputs = batch.map(({ rows }, n) => memForward(parameters, rows, shape.entities[n], shape, options));
  const entities = batch.map(({ labels, weight }, n) => weightedMean(bceWithLogits(outputs[n].logit, labels), weight));
  const cosines = batch.flatMap(({ weight }, n) => {
    const { cosine } = outputs[n];
    return cosine === undefined ? [] : [{ cosine, weight }];
  });
  const click = tf.addN(entities);
  if (cosines.length === 0) return { loss: click, entities, outputs };
  const pdl = polarizedLoss(cosines);
  return { loss: tf.add(click, tf.mul(pdl, options.gamma)), entities, pdl, outputs };
}

function allWidth(shape: MktShape, entity: Entity): number {
  const { user, sequence, shared, specific } = groupWidths(shape, entity);
  return sumWidths([user, sequence, shared, specific]);
}
