import * as tf from "@tensorflow/tfjs";
import type { History } from "../../nn/history-attention.ts";
import { pickLogit } from "../domain-parts.ts";
import type { Network } from "../network.ts";
import { type EntityFields, shapeOfFields } from "./entity-fields.ts";
import type { EntityRows } from "./groups.ts";
import { memForward, memSpecs } from "./mem.ts";
import type { MemOptions } from "./mkt-options.ts";
import { polarizedLoss } from "./polarized-loss.ts";

/**
 * MEM (MKT 3.2) over rows of all entities, the entity of a row being its domain: every entity's branch runs on all rows, and each row's logit
 * is that of its own. In training, gamma times the polarized distribution loss, each entity's over its own rows, is added to the loss, divided by the
 * number of entities that are trained: rows are to be weighted so that every entity counts alike, which makes the cross-entropy the mean over the entities
 * where Eq. 11 has their sum.
 *
 * @param trained how many of the entities have rows that it is trained on; the others add nothing to the loss
 */
export function memNetwork(fields: EntityFields, options: MemOptions, trained = fields.entities.length): Network {
  const shape = shapeOfFields(fields);
  const { entities } = shape;
  return {
    inputSize: fields.features * fields.embeddingSize,
    domains: entities.length,
    specs: memSpecs(shape, options),
    state: [],
    sequences: fields.sequences,
    logits: (parameters, { x, histories, domain, addLoss, afterHidden }) => {
      const outputs = entities.map((entity, n) =>
        memForward(parameters, entityRows(x, fields, n, histories), entity, shape, options, afterHidden),
      );
      const cosines = outputs.flatMap(({ cosine }, n) =>
        cosine === undefined ? [] : [{ cosine, weight: tf.squeeze(tf.slice(domain, [0, n], [-1, 1]), [1]) }],
      );
      if (addLoss !== undefined && cosines.length > 0) {
        addLoss(tf.mul(polarizedLoss(cosines), options.gamma / trained));
      }
      return pickLogit(
        outputs.map(({ logit }) => tf.expandDims(logit, 1)),
        domain,
      );
    },
  };
}

/** The pooled embeddings x [B, F · E] as rows of the entity in place n, in MKT's groups. @param unpooled the histories of `fields.sequences`, in order */
export function entityRows(
  x: tf.Tensor,
  fields: EntityFields,
  n: number,
  unpooled: readonly History[] = [],
): EntityRows {
  const { embeddingSize, user, histories, sequences, shared, entities } = fields;
  if (unpooled.length !== sequences.length) {
    throw new Error(`MKT reads ${sequences.length} histories element by element, and was given ${unpooled.length}`);
  }
  const feature = (f: number): tf.Tensor => tf.slice(x, [0, f * embeddingSize], [-1, embeddingSize]);
  const group = (positions: readonly number[]): tf.Tensor | undefined =>
    positions.length === 0 ? undefined : tf.concat(positions.map(feature), 1);
  return {
    user: group(user),
    shared: group(shared),
    specific: group(entities[n].specific),
    histories: histories.map((f) => {
      const read = unpooled[sequences.findIndex((sequence) => sequence.feature === f)] as History | undefined; // -1 where it is pooled.
      // One length for all rows: their number is symbolic in an exported model.
      return read ?? { vectors: tf.expandDims(feature(f), 1), lengths: tf.ones([1]) };
    }),
  };
}
