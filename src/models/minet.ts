import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import { meanOfHistory } from "../nn/history-attention.ts";
import { itemAttention, itemAttentionSpecs } from "../nn/item-attention.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { pickLogit } from "./domain-parts.ts";
import { type EntityFields, shapeOfFields } from "./mkt/entity-fields.ts";
import { type EntityRows, groupWidths, joinVectors, type MktShape } from "./mkt/groups.ts";
import { logitTower, logitTowerSpecs } from "./mkt/layers.ts";
import { entityRows } from "./mkt/mem-network.ts";
import type { ModelInputs } from "./model.ts";
import type { Network } from "./network.ts";

/** What of a log MiNet takes for what. */
export interface MinetRoles {
  /** The place of the target entity among the entities. */
  readonly target: number;
  /** Places of the histories of what the user did in the target entity; the others are of sources. */
  readonly targetHistories: readonly number[];
}

export interface MinetOptions {
  /** Units of the hidden layer of each item-level attention. */
  readonly itemAttention: number;
  /** Units of the hidden layer behind the weight of each interest. */
  readonly interestAttention: number;
  /** Units of the hidden layers of each entity's tower. */
  readonly hidden: readonly number[];
}

/** Towers as the base network, attentions of 32 units. */
export function minetDefaults({ hidden }: { readonly hidden: readonly number[] }): MinetOptions {
  return { itemAttention: 32, interestAttention: 32, hidden: [...hidden] };
}

/** `minet/history/<n>/…` of each history, `minet/interest/<interest>/…` of the user and each history, `minet/tower/<entity>/…`. */
export function minetSpecs(shape: MktShape, roles: MinetRoles, options: MinetOptions): ParameterSpec[] {
  const { embeddingSize: size, candidates, entities } = shape;
  const items = entities.map((entity) => groupWidths(shape, entity)).map(({ shared, specific }) => shared + specific);
  const user = shape.userFields * size;
  const interests = [...(user > 0 ? ["user"] : []), ...historyNames(shape)];
  const all = items[roles.target] + user + shape.histories * size;
  const units = options.itemAttention;
  return [
    ...historyNames(shape).flatMap((name, n) => {
      const transfer = !roles.targetHistories.includes(n);
      return candidates[n] === undefined ? [] : itemAttentionSpecs(`minet/${name}`, { size, user, units, transfer });
    }),
    ...interests.flatMap((name) => [
      ...denseSpecs(`minet/interest/${name}/hidden`, all, options.interestAttention, "he-normal"),
      ...denseSpecs(`minet/interest/${name}/weight`, options.interestAttention, 1),
    ]),
    ...entities.flatMap(({ name }, n) =>
      logitTowerSpecs(`minet/tower/${name}`, n === roles.target ? all : items[n] + user, options.hidden),
    ),
  ];
}

/**
 * The logits [B] of rows of the target entity. The long-term interest u is the user's features; a short-term one of each history is the item-level
 * attention by its candidate, or the mean where it has none. Each interest p is weighted by
 * v = exp(g · ReLU(V [q | u | …]) + b), q being the item's features, and [q | v u | v p | …] goes through the tower.
 */
export function minetTarget(
  parameters: Parameters,
  rows: EntityRows,
  shape: MktShape,
  roles: MinetRoles,
  options: MinetOptions,
  afterHidden?: ModelInputs["afterHidden"],
): tf.Tensor {
  const { user, shared, specific } = rows;
  const shortTerm = rows.histories.map((history, n) => {
    const query = candidateOf(rows, shape, n);
    const name = `minet/${historyNames(shape)[n]}`;
    return query === undefined ? meanOfHistory(history) : itemAttention(parameters, name, history, query, user);
  });
  const all = joinVectors([shared, specific, user, ...shortTerm]);
  const weighted = (name: string, interest: tf.Tensor): tf.Tensor => {
    const hidden = tf.relu(dense(parameters, `minet/interest/${name}/hidden`, all));
    return tf.mul(interest, tf.exp(dense(parameters, `minet/interest/${name}/weight`, hidden)));
  };
  const interests = [
    user === undefined ? undefined : weighted("user", user),
    ...shortTerm.map((interest, n) => weighted(historyNames(shape)[n], interest)),
  ];
  const name = `minet/tower/${shape.entities[roles.target].name}`;
  return logitTower(parameters, name, joinVectors([shared, specific, ...interests]), options.hidden, afterHidden);
}

/** The logits [B] of rows of a source entity, on the item's and the user's features: the task beside the target's. */
export function minetSource(
  parameters: Parameters,
  { user, shared, specific }: EntityRows,
  entity: string,
  options: MinetOptions,
  afterHidden?: ModelInputs["afterHidden"],
): tf.Tensor {
  const inputs = joinVectors([shared, specific, user]);
  return logitTower(parameters, `minet/tower/${entity}`, inputs, options.hidden, afterHidden);
}

/**
 * The mixed interest network (MiNet; Ouyang et al., CIKM 2020, arXiv 2008.02974) over rows of all entities, the entity of a row being its domain:
 * `minetTarget` for rows of the target, `minetSource` for the others. It needs features of the item in every entity. The long-term interest needs features of
 * the user, the short-term ones need histories, and item-level attention a feature of all entities, the candidate, whose values they hold; what a
 * log lacks is left out. It differs in that there may be several sources and histories, in what the query of an attention is (the candidate's
 * embedding; the paper's is the whole item, as are its histories), and in the weight of the source's loss, which is that of its rows.
 *
 * @param fields grouped for a sequence encoder other than `mean`: else histories are pooled before they come here
 */
export function minetNetwork(fields: EntityFields, roles: MinetRoles, options: MinetOptions): Network {
  const shape = shapeOfFields(fields);
  return {
    inputSize: fields.features * fields.embeddingSize,
    domains: shape.entities.length,
    specs: minetSpecs(shape, roles, options),
    state: [],
    sequences: fields.sequences,
    logits: (parameters, { x, histories, domain, afterHidden }) => {
      const logits = shape.entities.map(({ name }, n) => {
        const rows = entityRows(x, fields, n, histories);
        return n === roles.target
          ? minetTarget(parameters, rows, shape, roles, options, afterHidden)
          : minetSource(parameters, rows, name, options, afterHidden);
      });
      return pickLogit(
        logits.map((logit) => tf.expandDims(logit, 1)),
        domain,
      );
    },
  };
}

function historyNames({ histories }: MktShape): string[] {
  return Array.from({ length: histories }, (_, n) => `history/${n}`);
}

/** The embedding [B, E] of the candidate of history n, if it has one. */
function candidateOf({ shared }: EntityRows, { candidates, embeddingSize }: MktShape, n: number) {
  const candidate = candidates[n];
  if (shared === undefined || candidate === undefined) return undefined;
  return tf.slice(shared, [0, candidate * embeddingSize], [-1, embeddingSize]);
}
