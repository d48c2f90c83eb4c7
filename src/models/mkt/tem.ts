import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import { gatedLinearUnit, gatedLinearUnitSpecs } from "../../nn/gated-linear-unit.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { stopGradient } from "../../nn/stop-gradient.ts";
import { lastWidth, numberedFrom } from "../domain-parts.ts";
import type { ModelInputs } from "../model.ts";
import { type Entity, type EntityRows, groupWidths, joinVectors, type MktShape, sumWidths } from "./groups.ts";
import { layers, layerSpecs, logitTower, logitTowerSpecs } from "./layers.ts";
import { memGroups, memKnowledge, memKnowledgeSpecs, memSequenceSpecs } from "./mem-knowledge.ts";
import type { Knowledge, MemOptions, TemOptions } from "./mkt-options.ts";
import { groupVectors, sequenceSpecs } from "./sequence.ts";

/** What TEM is built for. */
export interface TemShape {
  /** Of the MEM that it reads. */
  readonly mem: MktShape;
  /** E of TEM's own tables. */
  readonly embeddingSize: number;
  /** The target entity, one of those of MEM. */
  readonly target: Entity;
  /** Of TEM's own histories; default: those of MEM. */
  readonly candidates?: MktShape["candidates"];
}

/** The options of both models. */
export interface MktOptions {
  readonly mem: MemOptions;
  readonly tem: TemOptions;
}

/** The same rows of the target entity, embedded twice. */
export interface TemRows {
  /** By TEM's own tables. */
  readonly own: EntityRows;
  /** By MEM's; groups that no knowledge is made of may be left out. */
  readonly mem: EntityRows;
}

/** How a forward pass is used; default: in serving. */
export interface TemUse {
  /** Applied to the hidden activations of the cross layers, then of the head, then, where MEM is trained, of its experts. */
  readonly afterHidden?: ModelInputs["afterHidden"];
  /** Whether gradients flow into MEM: only where it was not trained before. */
  readonly trainsMem?: boolean;
}

/** What TEM gives; a group without features is undefined. */
export interface TemOutputs {
  /** g_com of MEM, [B, H]; only where it is transferred. */
  readonly common?: tf.Tensor;
  /** v_final of Eq. 12 for each group, [B, ·]. */
  readonly user: tf.Tensor | undefined;
  readonly sequence: tf.Tensor | undefined;
  readonly shared: tf.Tensor | undefined;
  /** TEM's cross vector before and after the knowledge is added: [B, H] */
  readonly crossOwn: tf.Tensor;
  readonly cross: tf.Tensor;
  /** [B] */
  readonly logit: tf.Tensor;
}

/** The order in which TEM's parameters list the groups. */
const groups = ["user", "sequence", "shared"] as const satisfies readonly Knowledge[];

/** TEM's own, trainable parameters: `tem/sequence/…`, `tem/gate/<knowledge>/…` of what is transferred, `tem/cross/…` and `tem/head/…`. */
export function temSpecs(shape: TemShape, { mem, tem }: MktOptions): ParameterSpec[] {
  const [own, theirs] = [groupWidths(ownShape(shape), shape.target), groupWidths(shape.mem, shape.target)];
  const inputs = sumWidths([own.user, own.sequence, own.shared, own.specific]);
  const cross = lastWidth(inputs, tem.crossHidden);
  const gates = groups.filter((group) => tem.transfer.includes(group) && own[group] > 0);
  return [
    ...sequenceSpecs("tem/sequence", ownShape(shape), tem),
    ...gates.flatMap((group) => gatedLinearUnitSpecs(`tem/gate/${group}`, theirs[group], own[group])),
    ...layerSpecs("tem/cross", inputs, tem.crossHidden, "relu"),
    ...(tem.transfer.includes("cross")
      ? gatedLinearUnitSpecs("tem/gate/cross", lastWidth(0, mem.expertHidden), cross)
      : []),
    ...logitTowerSpecs("tem/head", tem.headInput === "all" ? inputs + cross : cross, tem.headHidden),
  ];
}

/** The parameters of MEM that TEM reads and does not train: what serving needs of it beside the tables. */
export function frozenSpecs(shape: TemShape, { mem, tem }: MktOptions): ParameterSpec[] {
  const crosses = tem.transfer.includes("cross");
  return [
    ...(crosses || tem.transfer.includes("sequence") ? memSequenceSpecs(shape.mem, mem) : []),
    ...(crosses ? memKnowledgeSpecs(shape.mem, mem, [shape.target]) : []),
  ];
}

/**
 * The target-entity model (MKT 3.3): TEM's own vectors of each group, and of their cross, get MEM's knowledge of the same kind added through a gated linear
 * unit (Eq. 12), and a tower gives the logit. How the cross vector is made and what the tower reads are options, as the paper does not draw
 * them. MEM is frozen, unless told otherwise: no gradient flows into its parameters or vectors.
 *
 * @param parameters those of `temSpecs` and of `frozenSpecs`
 */
export function temForward(
  parameters: Parameters,
  rows: TemRows,
  shape: TemShape,
  options: MktOptions,
  { afterHidden = (unchanged) => unchanged, trainsMem = false }: TemUse = {},
): TemOutputs {
  const { tem } = options;
  const own = groupVectors(parameters, "tem/sequence", rows.own, ownShape(shape), tem);
  const layersBefore = tem.crossHidden.length;
  const ofExperts = numberedFrom(layersBefore + tem.headHidden.length, afterHidden);
  const knowledge = trainsMem
    ? transferable(parameters, rows.mem, shape, options, ofExperts)
    : frozenKnowledge(parameters, rows.mem, shape, options);
  const enriched = (kind: Knowledge, vector: tf.Tensor): tf.Tensor => {
    const theirs = knowledge[kind];
    return theirs === undefined ? vector : addKnowledge(parameters, `tem/gate/${kind}`, vector, theirs);
  };
  const [user, sequence, shared] = groups.map((group) => {
    const vector = own[group];
    return vector === undefined ? undefined : enriched(group, vector);
  });
  const final = [user, sequence, shared, own.specific];
  const crossed = tem.crossInput === "final" ? final : [own.user, own.sequence, own.shared, own.specific];
  const crossOwn = layers(parameters, "tem/cross", joinVectors(crossed), tem.crossHidden, "relu", afterHidden);
  const cross = enriched("cross", crossOwn);
  const head = tem.headInput === "cross" ? cross : joinVectors([...final, cross]);
  const logit = logitTower(parameters, "tem/head", head, tem.headHidden, numberedFrom(layersBefore, afterHidden));
  return { common: knowledge.cross, user, sequence, shared, crossOwn, cross, logit };
}

/** v + gate(knowledge) of MKT Eq. 12: the gate is a gated linear unit `<name>` that also brings the knowledge to the width of v. */
export function addKnowledge(parameters: Parameters, name: string, v: tf.Tensor, knowledge: tf.Tensor): tf.Tensor {
  return tf.add(v, gatedLinearUnit(parameters, name, knowledge));
}

type KnowledgeVectors = Partial<Record<Knowledge, tf.Tensor>>;

/** What is transferred, as constants. */
function frozenKnowledge(
  parameters: Parameters,
  rows: EntityRows,
  shape: TemShape,
  options: MktOptions,
): KnowledgeVectors {
  const vectors = Object.entries(transferable(parameters, rows, shape, options));
  return Object.fromEntries(vectors.map(([kind, vector]) => [kind, stopGradient(vector)]));
}

/** What is transferred; the parts of MEM that none of it is made of need not be there. */
function transferable(
  parameters: Parameters,
  rows: EntityRows,
  shape: TemShape,
  options: MktOptions,
  afterHidden?: ModelInputs["afterHidden"],
): KnowledgeVectors {
  const vectors = readable(parameters, rows, shape, options, afterHidden);
  const given = options.tem.transfer.flatMap((kind) => {
    const vector = vectors[kind];
    return vector === undefined ? [] : [[kind, vector] as const];
  });
  return Object.fromEntries(given);
}

function readable(
  parameters: Parameters,
  rows: EntityRows,
  { target, mem: shape }: TemShape,
  { mem, tem }: MktOptions,
  afterHidden?: ModelInputs["afterHidden"],
): KnowledgeVectors {
  if (tem.transfer.includes("cross")) {
    const { common, groups: vectors } = memKnowledge(parameters, rows, target, shape, mem, afterHidden);
    return { user: vectors.user, sequence: vectors.sequence, shared: vectors.shared, cross: common };
  }
  const histories = tem.transfer.includes("sequence") ? rows.histories : [];
  const { user, sequence, shared } = memGroups(parameters, { ...rows, histories }, shape, mem);
  return { user, sequence, shared };
}

function ownShape({ mem, embeddingSize, candidates = mem.candidates }: TemShape): MktShape {
  return { ...mem, embeddingSize, candidates };
}
