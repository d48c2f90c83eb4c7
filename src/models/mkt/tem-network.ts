import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { Network } from "../network.ts";
import { type EntityFields, fieldsAt, shapeOfFields } from "./entity-fields.ts";
import type { EntityRows, MktShape } from "./groups.ts";
import { entityRows } from "./mem-network.ts";
import { frozenSpecs, type MktOptions, temForward, type TemShape, temSpecs } from "./tem.ts";

/** What a TEM over rows of a target entity is made for. */
export interface TemFields {
  readonly target: string;
  /** What TEM embeds, in the order of x: no feature is specific to another entity. */
  readonly own: EntityFields;
  /** The same features, grouped as MEM's sequence encoder wants it. */
  readonly theirs: EntityFields;
  /** Of the MEM that was trained before, on the features of all entities. */
  readonly mem: MktShape;
}

/**
 * TEM (MKT 3.3) over rows of the target entity: its own tables embed x, those of a MEM trained before embed `frozenX`, the features of `readsOfMem` in their
 * order, and the parts of MEM that it reads are frozen tensors. Throws as `temSpecs` does, and DomainlensError("config") for a target that is no entity.
 */
export function temNetwork(fields: TemFields, options: MktOptions): Network {
  const { own, target, mem } = fields;
  const shape = temShape(fields);
  const theirs = fieldsAt(fields.theirs, readsOfMem(fields.theirs, target, options));
  const n = own.entities.findIndex(({ name }) => name === target);
  return {
    inputSize: own.features * own.embeddingSize,
    frozenInputSize: theirs.features * mem.embeddingSize,
    domains: 0,
    specs: temSpecs(shape, options),
    state: [],
    frozen: frozenSpecs(shape, options),
    sequences: own.sequences,
    frozenSequences: theirs.sequences,
    logits: (parameters, { x, histories, frozenX = x, frozenHistories, afterHidden }) => {
      const rows = { own: entityRows(x, own, n, histories), mem: entityRows(frozenX, theirs, n, frozenHistories) };
      return temForward(parameters, rows, shape, options, { afterHidden }).logit;
    },
  };
}

/**
 * TEM and the parts of MEM that it reads as one network, all of it trained by TEM's loss alone: what MKT is without pre-training. A table has the embeddings of
 * both models side by side, TEM's first: x is [B, F · 2E], an element of a history 2E.
 */
export function jointTemNetwork(fields: TemFields, options: MktOptions): Network {
  const { own, theirs, target } = fields;
  const shape = temShape(fields);
  const n = own.entities.findIndex(({ name }) => name === target);
  const { features, embeddingSize } = own;
  // Both models read the same sequences, if any.
  const sequences = own.sequences.length > 0 ? own.sequences : theirs.sequences;
  return {
    inputSize: features * 2 * embeddingSize,
    domains: 0,
    specs: [...temSpecs(shape, options), ...frozenSpecs(shape, options)],
    state: [],
    sequences: sequences.map((sequence) => ({ ...sequence, size: 2 * embeddingSize })),
    logits: (parameters, { x, histories, afterHidden }) => {
      const rowsOf = (of: EntityFields, from: number): EntityRows => {
        const all = tf.reshape(x, [x.shape[0], features, 2 * embeddingSize]);
        const half = tf.reshape(columns(all, from, embeddingSize), [x.shape[0], features * embeddingSize]);
        const read = of.sequences.length > 0 ? histories : [];
        const halves = read.map(({ vectors, lengths }) => ({
          vectors: columns(vectors, from, embeddingSize),
          lengths,
        }));
        return entityRows(half, of, n, halves);
      };
      const rows = { own: rowsOf(own, 0), mem: rowsOf(theirs, embeddingSize) };
      return temForward(parameters, rows, shape, options, { afterHidden, trainsMem: true }).logit;
    },
  };
}

/** Some of the last axis: [B, N, H] → [B, N, count]. */
function columns(x: tf.Tensor, from: number, count: number): tf.Tensor {
  return tf.slice(x, [0, 0, from], [-1, -1, count]);
}

/** The places in `own` of the features whose embeddings by MEM's tables some knowledge that is transferred is made of, ascending. */
export function readsOfMem(own: EntityFields, target: string, { mem, tem }: MktOptions): number[] {
  const has = (kind: MktOptions["tem"]["transfer"][number]): boolean => tem.transfer.includes(kind);
  const crosses = has("cross");
  const sequence = crosses || has("sequence");
  // A history may be read by its likeness to a shared feature.
  const shared = sequence || has("shared");
  const specific = own.entities.find(({ name }) => name === target)?.specific ?? [];
  const read = [
    ...(crosses || has("user") ? own.user : []),
    ...(sequence ? own.histories : []),
    ...(shared ? own.shared : []),
    ...(crosses && mem.hfa !== "none" ? specific : []),
  ];
  return read.toSorted((a, b) => a - b);
}

function temShape({ own, target, mem }: TemFields): TemShape {
  const entity = mem.entities.find(({ name }) => name === target);
  const { embeddingSize, candidates } = shapeOfFields(own);
  if (entity !== undefined) return { mem, embeddingSize, target: entity, candidates };
  throw new DomainlensError("config", {
    what: "the target is not an entity of the multi-entity model",
    value: target,
    remedy: `use one of: ${mem.entities.map(({ name }) => name).join(", ")}`,
  });
}
