import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import type { DomainRows } from "../../nn/domain-norm.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { domainEmbeddingSpecs } from "../domain-parts.ts";
import { type AdiOptions, checkAdiOptions } from "./adi-options.ts";
import { towerOutputs, towerSpecs, towerState } from "./tower.ts";
import type { Tower } from "./tower-parts.ts";

/** What ADI is built for. */
export interface AdiShape {
  /** N of the user tower and of the item tower. */
  readonly fields: Readonly<Record<Tower["name"], number>>;
  /** e, one for all features. */
  readonly embeddingSize: number;
  /** D */
  readonly domains: number;
}

/** ADI at one size: its tensors and its towers as pure functions of them. Embedding tables of features are not among the parameters. */
export interface AdiNetwork {
  readonly specs: readonly ParameterSpec[];
  /** Running statistics of the normalisation by domain. */
  readonly state: readonly ParameterSpec[];
  readonly options: AdiOptions;
  readonly domains: number;
  /** One tower: [R, N e] → its tensors by name, see `towerOutputs`; `<tower>/vector` [R, H] is what it is for. */
  tower(name: Tower["name"], parameters: Parameters, fields: tf.Tensor, rows: DomainRows): Record<string, tf.Tensor>;
}

/** Builds ADI. Errors: DomainlensError("config") for options that do not go together. */
export function adiNetwork({ fields, embeddingSize, domains }: AdiShape, options: AdiOptions): AdiNetwork {
  checkAdiOptions(options);
  const tower = (name: Tower["name"]): Tower => ({ name, fields: fields[name], embeddingSize, domains, options });
  // Gates alone read the domain, and Network-Mul has none.
  const table = options.fusion === "netmul" ? [] : domainEmbeddingSpecs({ domains }, options.domainEmbeddingSize);
  return {
    specs: [...table, ...towerSpecs(tower("user")), ...towerSpecs(tower("item"))],
    state: [...towerState(tower("user")), ...towerState(tower("item"))],
    options,
    domains,
    tower: (name, parameters, x, rows) => towerOutputs({ ...tower(name), parameters, rows }, x),
  };
}

/** Rows of training: a user, the item and its negatives, all in the row's domain. */
export interface AdiRows extends DomainRows {
  /** [B, N e] */
  readonly user: tf.Tensor;
  /** [B (1 + M), N e]: each row's item, then its M negatives; the tower runs once, so that they share the statistics of the batch. */
  readonly items: tf.Tensor;
}

/**
 * Both towers and the scores f = <u, v> / temperature of each row's item and its negatives: every tensor of `towerOutputs`, `userVector` and
 * `itemVector` [B, H], `positiveScore` [B]; with negatives, also `negativeVector` [B, M, H] and `negativeScore` [B, M].
 */
export function adiOutputs(network: AdiNetwork, parameters: Parameters, rows: AdiRows): Record<string, tf.Tensor> {
  const { user, items, ...shared } = rows;
  const count = user.shape[0];
  const perRow = items.shape[0] / count;
  const forItems = { ...shared, domain: repeatRows(rows.domain, perRow) };
  const outputs = {
    ...network.tower("user", parameters, user, shared),
    ...network.tower("item", parameters, items, forItems),
  };
  const { "user/vector": userVector, "item/vector": vectors, ...others } = outputs;
  const size = vectors.shape[1] ?? 0;
  const byRow = tf.reshape(vectors, [count, perRow, size]);
  const products = tf.sum(tf.mul(byRow, tf.expandDims(userVector, 1)), -1);
  const scores = tf.div(products, network.options.temperature);
  const [itemVector, positive] = [tf.slice(byRow, [0, 0, 0], [count, 1, size]), tf.slice(scores, [0, 0], [count, 1])];
  return {
    ...others,
    userVector,
    itemVector: tf.reshape(itemVector, [count, size]),
    positiveScore: tf.reshape(positive, [count]),
    ...(perRow > 1 && {
      negativeVector: tf.slice(byRow, [0, 1, 0], [count, perRow - 1, size]),
      negativeScore: tf.slice(scores, [0, 1], [count, perRow - 1]),
    }),
  };
}

/** Every row `times` times, one after the other: [B, D] → [B times, D]. */
function repeatRows(x: tf.Tensor, times: number): tf.Tensor {
  if (times === 1) return x;
  const width = x.shape[1] ?? 0;
  return tf.reshape(tf.tile(tf.expandDims(x, 1), [1, times, 1]), [x.shape[0] * times, width]);
}
