import * as tf from "@tensorflow/tfjs";
import type { Entity, EntityRows, MktShape } from "../../src/models/mkt/groups.ts";
import type { LabelledRows } from "../../src/models/mkt/mem.ts";
import type { Network } from "../../src/models/network.ts";
import { initialise, type ParameterSpec } from "../../src/nn/parameter.ts";
import { servingInputs } from "../../src/training/step-program.ts";
import { createRng } from "../../src/util/rng.ts";
import { floats, normals } from "./fed.ts";
import type { Tensors } from "./golden-case.ts";
import type { FedInputs } from "./run-both.ts";

/** Rows of each entity in a batch. */
export const rows = 4;
/** T */
const positions = 3;

/** Three entities, the last without features of its own. */
export const threeEntities: MktShape = {
  embeddingSize: 4,
  userFields: 2,
  sharedFields: 1,
  histories: 3,
  candidates: [0, 0, 0],
  entities: [
    { name: "product", specificFields: 3 },
    { name: "post", specificFields: 2 },
    { name: "video", specificFields: 0 },
  ],
};

/** Starting values with noise, so that biases are not zero. */
export function parametersOf(specs: readonly ParameterSpec[]): FedInputs {
  const named = specs.map((spec) => {
    const noise = normals(spec.shape, 5, 0.2).data;
    const values = Array.from(initialise(spec, createRng(3, spec.name)), (value, i) => value + noise[i]);
    return [spec.name, floats(spec.shape, values)] as const;
  });
  return Object.fromEntries(named);
}

/** Embedded rows of an entity, under `<prefix>/…`; one history is empty, one full. */
export function fedRows(prefix: string, shape: MktShape, { specificFields }: Entity, seed = 1): FedInputs {
  const { embeddingSize, userFields, sharedFields, histories } = shape;
  const groups = { user: userFields, shared: sharedFields, specific: specificFields };
  const vectors = Object.entries(groups)
    .filter(([, fields]) => fields > 0)
    .map(([name, fields], g) => [`${prefix}/${name}`, normals([rows, fields * embeddingSize], seed + g)] as const);
  const past = Array.from({ length: histories }, (_, n) => [
    [`${prefix}/history/${n}`, normals([rows, positions, embeddingSize], seed + 10 + n)] as const,
    [`${prefix}/length/${n}`, floats([rows], [0, 1, 2, positions])] as const,
  ]);
  return Object.fromEntries([...vectors, ...past.flat()]);
}

/** The rows that `fedRows` fed, as the model reads them. */
export function rowsOf(t: Tensors, prefix: string, { histories }: MktShape): EntityRows {
  return {
    user: t[`${prefix}/user`],
    shared: t[`${prefix}/shared`],
    specific: t[`${prefix}/specific`],
    histories: Array.from({ length: histories }, (_, n) => ({
      vectors: t[`${prefix}/history/${n}`],
      lengths: t[`${prefix}/length/${n}`],
    })),
  };
}

/** A batch of all entities, each under its name. */
export function fedBatch(shape: MktShape): FedInputs {
  return Object.assign({}, ...shape.entities.map((entity, n) => fedRows(entity.name, shape, entity, 1 + 20 * n)));
}

/** The batch that `fedBatch` fed, with labels; `weight` [B] is the same for every entity. */
export function batchOf(t: Tensors, shape: MktShape, weight: readonly number[] = [1, 1, 1, 1]): LabelledRows[] {
  return shape.entities.map(({ name }) => ({
    rows: rowsOf(t, name, shape),
    labels: tf.tensor1d([1, 0, 0, 1]),
    weight: tf.tensor1d([...weight]),
  }));
}

/** What a network adds to the loss of its rows. @param domain [B, D] */
export function addedLoss(network: Network, t: Tensors, domain: tf.Tensor): tf.Tensor {
  const added: tf.Tensor[] = [];
  network.logits(t, { ...servingInputs({ ...t, domain }), addLoss: (loss) => added.push(loss) });
  return tf.addN(added);
}

/** Names of inputs that have a gradient: all but the lengths of histories. */
export function differentiable(inputs: FedInputs): string[] {
  return Object.keys(inputs).filter((name) => !name.includes("/length/"));
}
