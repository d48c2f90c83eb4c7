import type * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import type { DomainRows } from "../../nn/domain-norm.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";

export type TowerName = "user" | "item";

/** What towers are built for. */
export interface TowersShape {
  /** N of each tower. */
  readonly fields: Readonly<Record<TowerName, number>>;
  /** E, one for all features. */
  readonly embeddingSize: number;
  /** D */
  readonly domains: number;
}

/**
 * A tower of users and one of items at one size, whose vectors' inner product, divided by the temperature, is the score of a pair. Embedding
 * tables are not among the parameters.
 */
export interface TwoTowers extends TowersShape {
  readonly specs: readonly ParameterSpec[];
  /** Running statistics. */
  readonly state: readonly ParameterSpec[];
  readonly temperature: number;
  /** Whether every domain has embedding tables of its own, so that no domain learns from another. */
  readonly ownTables: boolean;
  /**
   * One tower: [R, N E] → its tensors by name, of which `<tower>/vector` [R, H] is what it is for.
   *
   * @param parameters the tensors of `specs` and of `state` by name
   */
  tower(name: TowerName, parameters: Parameters, x: tf.Tensor, rows: DomainRows): Record<string, tf.Tensor>;
}
