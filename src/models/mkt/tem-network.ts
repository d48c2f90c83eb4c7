import * as tf from "@tensorflow/tfjs";
import { DomainlensError } from "../../util/errors.ts";
import type { Network } from "../network.ts";
import { type EntityFields, fieldsAt } from "./entity-fields.ts";
import type { MktShape } from "./groups.ts";
import { entityRows } from "./mem-network.ts";
import { frozenSpecs, type MktOptions, temForward, type TemShape, temSpecs } from "./tem.ts";

/** What a TEM over rows of a target entity is made for. */
export interface TemFields {
  readonly target: string;
  /** What TEM embeds, in the order of x: no feature is specific to another entity. */
  readonly own: EntityFields;
  /** Of the MEM that was trained before. */
  readonly mem: MktShape;
}

/**
 * TEM (MKT 3.3) over rows of the target entity: its own tables embed x, those of a MEM trained before embed `frozenX`, the features of `readsOfMem` in their
 * order, and the parts of MEM that it reads are frozen tensors. Throws as `temSpecs` does, and DomainlensError("config") for a target that is no entity.
 */
export function temNetwork(fields: TemFields, options: MktOptions): Network {
  const { own, target, mem } = fields;
  const shape = temShape(fields);
  const theirs = { ...fieldsAt(own, readsOfMem(own, target, options)), embeddingSize: mem.embeddingSize };
  const n = own.entities.findIndex(({ name }) => name === target);
  return {
    inputSize: own.features * own.embeddingSize,
    frozenInputSize: theirs.features * theirs.embeddingSize,
    domains: 0,
    specs: temSpecs(shape, options),
    state: [],
    frozen: frozenSpecs(shape, options),
    logits: (parameters, { x, frozenX = x, afterHidden }) => {
      const rows = { own: entityRows(x, own, n), mem: entityRows(frozenX, theirs, n) };
      return temForward(parameters, rows, shape, options, { afterHidden }).logit;
    },
  };
}

/**
 * TEM and the parts of MEM that it reads as one network, all of it trained by TEM's loss alone: what MKT is without pre-training. A table has the embeddings of
 * both models side by side, TEM's first: x is [B, F · 2E].
 */
export function jointTemNetwork({ own, target, mem }: TemFields, options: MktOptions): Network {
  const shape = temShape({ own, target, mem });
  const n = own.entities.findIndex(({ name }) => name === target);
  const { features, embeddingSize } = own;
  return {
    inputSize: features * 2 * embeddingSize,
    domains: 0,
    specs: [...temSpecs(shape, options), ...frozenSpecs(shape, options)],
    state: [],
    logits: (parameters, { x, afterHidden }) => {
      const both = tf.reshape(x, [x.shape[0], features, 2 * embeddingSize]);
      const half = (from: number): tf.Tensor =>
        tf.reshape(tf.slice(both, [0, 0, from], [-1, -1, embeddingSize]), [x.shape[0], features * embeddingSize]);
      const rows = { own: entityRows(half(0), own, n), mem: entityRows(half(embeddingSize), own, n) };
      return temForward(parameters, rows, shape, options, { afterHidden, trainsMem: true }).logit;
    },
  };
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
  if (entity !== undefined) return { mem, embeddingSize: own.embeddingSize, target: entity };
  throw new DomainlensError("config", {
    what: "the target is not an entity of the multi-entity model",
    value: target,
    remedy: `use one of: ${mem.entities.map(({ name }) => name).join(", ")}`,
  });
}
