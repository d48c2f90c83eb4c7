import * as tf from "@tensorflow/tfjs";
import type { History } from "../../nn/history-attention.ts";
import { DomainlensError } from "../../util/errors.ts";

/** An entity: a kind of item with a schema of its own, such as product or post. */
export interface Entity {
  readonly name: string;
  /** How many features only this entity has. */
  readonly specificFields: number;
}

/** What MEM or TEM is built for; the two differ in the embedding size alone. */
export interface MktShape {
  /** E, the same for all features. */
  readonly embeddingSize: number;
  /** Features of the user, and of items of every entity. */
  readonly userFields: number;
  readonly sharedFields: number;
  /** How many histories a row has: in MKT 3.2.1 one for each entity. */
  readonly histories: number;
  /** [histories] position among the shared features of the one whose values a history holds; undefined where none is: its mean is taken. */
  readonly candidates: readonly (number | undefined)[];
  /** At least one; in MKT source and target. */
  readonly entities: readonly Entity[];
}

/** Embedded rows of one entity; a group's features side by side, in order. A group without features is left out. */
export interface EntityRows {
  /** [B, userFields · E] */
  readonly user?: tf.Tensor;
  /** [B, sharedFields · E] */
  readonly shared?: tf.Tensor;
  /** [B, specificFields · E] */
  readonly specific?: tf.Tensor;
  readonly histories: readonly History[];
}

/** Something for each group of features (MKT Eq. 1 and 2): tensors [B, ·] or widths. */
export interface Groups<T> {
  readonly user: T;
  readonly sequence: T;
  readonly shared: T;
  readonly specific: T;
}

/** v_u, v_seq, v_shared and v_spec of Eq. 1 and 2; undefined without features. */
export type GroupVectors = Groups<tf.Tensor | undefined>;

/** The width of each vector of an entity; 0 without features. */
export function groupWidths(shape: MktShape, { specificFields }: Entity): Groups<number> {
  const { embeddingSize, userFields, sharedFields, histories } = shape;
  return {
    user: userFields * embeddingSize,
    sequence: histories * embeddingSize,
    shared: sharedFields * embeddingSize,
    specific: specificFields * embeddingSize,
  };
}

/** The vectors that are there, side by side. Throws DomainlensError("config") when none is. */
export function joinVectors(vectors: readonly (tf.Tensor | undefined)[]): tf.Tensor {
  const present = vectors.filter((vector) => vector !== undefined);
  if (present.length > 0) return tf.concat(present, 1);
  throw new DomainlensError("config", {
    what: "a part of MKT has no features to read",
    remedy: "add features of the user, of all entities, or of each entity",
  });
}

/** Σ of widths. */
export function sumWidths(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}
