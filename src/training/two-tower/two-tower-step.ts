import * as tf from "@tensorflow/tfjs";
import type { Program, Signature, TensorSpec } from "../../compute/types.ts";
import { inBatchScores } from "../../models/adi/in-batch.ts";
import { type SampledScores, sampledSoftmax, withoutHits } from "../../models/adi/sampled-softmax.ts";
import type { TwoTowers } from "../../models/two-tower/two-towers.ts";
import { dropout } from "../../nn/dropout.ts";
import { weightedMean } from "../../nn/losses.ts";
import { adamInputs, adamUpdates } from "../adam-updates.ts";
import { HeldState } from "../held-state.ts";
import { negativeRows, type NegativesOptions } from "./negatives.ts";

type Tensors = Readonly<Record<string, tf.Tensor>>;

export interface StepShape {
  readonly batchSize: number;
  readonly negatives: NegativesOptions;
  /** Of embedded features. */
  readonly dropout: number;
}

/**
 * Inputs of a step at batch size B: `user` [B, N E]; `items` [R, N E], each row's item and then the negatives; `domain` [B, D] and `itemDomain`
 * [R, D], zero for padding; `weight` [B]; `itemIds` [R]; `logQ` [R]; Adam's rate, parameters, moments and state; uniform numbers for dropout.
 */
export function twoTowerSignature(towers: TwoTowers, { batchSize, negatives, dropout: rate }: StepShape): Signature {
  const { fields, embeddingSize, domains } = towers;
  const rows = batchSize + negativeRows(negatives, batchSize, domains);
  const [user, items] = [float(batchSize, fields.user * embeddingSize), float(rows, fields.item * embeddingSize)];
  return {
    user,
    items,
    domain: float(batchSize, domains),
    itemDomain: float(rows, domains),
    weight: float(batchSize),
    itemIds: { shape: [rows], dtype: "int32" },
    logQ: float(rows),
    ...adamInputs(towers.specs),
    ...Object.fromEntries(towers.state.map(({ name, shape }) => [name, float(...shape)])),
    ...(rate > 0 && { userUniform: user, itemsUniform: items }),
  };
}

/**
 * Forward, backward and dense Adam of one step with the sampled softmax (ADI Eq. 4-5), mean over rows by their weight. Outputs `loss`; the
 * gradients `dUser` and `dItems`; parameters, moments and state after the step under `next/`; and `squares` [2 + P], the sums of squares of the gradients.
 */
export function twoTowerProgram(towers: TwoTowers, shape: StepShape): Program {
  return (t) => {
    const current = Object.fromEntries(towers.state.map(({ name }) => [name, t[name]]));
    const held = new HeldState();
    const lossOf = (...tensors: tf.Tensor[]): tf.Scalar => {
      const [user, items, ...parameters] = tensors;
      const named = Object.fromEntries(towers.specs.map(({ name }, i) => [name, parameters[i]]));
      const vectorOf = (name: "user" | "item", x: tf.Tensor, domain: tf.Tensor): tf.Tensor => {
        const rows = { domain, training: true, updateState: held.update };
        return towers.tower(name, { ...current, ...named }, x, rows)[`${name}/vector`];
      };
      const users = vectorOf("user", dropped(user, t["userUniform"], shape.dropout), t["domain"]);
      const vectors = vectorOf("item", dropped(items, t["itemsUniform"], shape.dropout), t["itemDomain"]);
      const losses = sampledSoftmax(scoresOf(towers, shape, t, { users, vectors }));
      return weightedMean(losses, t["weight"]);
    };
    const { value, grads } = tf.valueAndGrads(lossOf)([
      t["user"],
      t["items"],
      ...towers.specs.map(({ name }) => t[name]),
    ]);
    const squares = tf.stack(grads.map((gradient) => tf.sum(tf.square(gradient))));
    const [dUser, dItems, ...dense] = grads;
    const state = towers.state.map(({ name }): [string, tf.Tensor] => [`next/${name}`, held.released(name)]);
    return {
      loss: value,
      dUser,
      dItems,
      ...adamUpdates(towers.specs, t, dense),
      ...Object.fromEntries(state),
      squares,
    };
  };
}

function dropped(x: tf.Tensor, uniform: tf.Tensor, rate: number): tf.Tensor {
  return rate > 0 ? dropout(x, uniform, rate) : x;
}

/** The scores of each row's item and of its negatives. */
function scoresOf(
  { temperature }: TwoTowers,
  { batchSize, negatives }: StepShape,
  t: Tensors,
  { users, vectors }: { readonly users: tf.Tensor; readonly vectors: tf.Tensor },
): SampledScores {
  const [own, ownIds, ownLogQ] = [vectors, t["itemIds"], t["logQ"]].map((x) => firstRows(x, batchSize));
  if (negatives.kind === "inBatch") {
    return inBatchScores({ users, items: own, ids: ownIds, domain: t["domain"], logQ: ownLogQ, temperature });
  }
  const [sampled, ids, logQ] = [vectors, t["itemIds"], t["logQ"]].map((x) => rowsFrom(x, batchSize));
  const positive = tf.div(tf.sum(tf.mul(users, own), 1), temperature);
  if (negatives.shared) {
    const sameDomain = tf.matMul(t["domain"], rowsFrom(t["itemDomain"], batchSize), false, true);
    return {
      positive,
      negative: tf.div(tf.matMul(users, sampled, false, true), temperature),
      positiveLogQ: ownLogQ,
      negativeLogQ: tf.expandDims(logQ, 0),
      kept: tf.logicalAnd(tf.cast(sameDomain, "bool"), withoutHits(ownIds, tf.expandDims(ids, 0))),
    };
  }
  const perRow = [batchSize, negatives.count];
  const byRow = tf.reshape(sampled, [...perRow, -1]);
  return {
    positive,
    negative: tf.div(tf.sum(tf.mul(byRow, tf.expandDims(users, 1)), 2), temperature),
    positiveLogQ: ownLogQ,
    negativeLogQ: tf.reshape(logQ, perRow),
    kept: withoutHits(ownIds, tf.reshape(ids, perRow)),
  };
}

function firstRows(x: tf.Tensor, rows: number): tf.Tensor {
  return tf.slice(x, new Array<number>(x.rank).fill(0), [rows, ...x.shape.slice(1)]);
}

function rowsFrom(x: tf.Tensor, first: number): tf.Tensor {
  const begin = [first, ...x.shape.slice(1).map(() => 0)];
  return tf.slice(x, begin, [x.shape[0] - first, ...x.shape.slice(1)]);
}

/** Inputs of a tower in serving: x [B, N E], the one-hot domain [B, D], and the tensors. */
export function towerSignature(towers: TwoTowers, name: "user" | "item", batchSize: number): Signature {
  return {
    x: float(batchSize, towers.fields[name] * towers.embeddingSize),
    domain: float(batchSize, towers.domains),
    ...Object.fromEntries([...towers.specs, ...towers.state].map((spec) => [spec.name, float(...spec.shape)])),
  };
}

/** The tower in serving: `vector` [B, H], and `scores` [B, N] of an adaptation layer that weighs features. */
export function towerProgram(towers: TwoTowers, name: "user" | "item"): Program {
  return (t) => {
    const outputs = towers.tower(name, t, t["x"], { domain: t["domain"], training: false });
    const scores = outputs[`${name}/adaptationScores`] as tf.Tensor | undefined; // Towers differ in what they have.
    return { vector: outputs[`${name}/vector`], ...(scores !== undefined && { scores }) };
  };
}

function float(...shape: number[]): TensorSpec {
  return { shape, dtype: "float32" };
}
