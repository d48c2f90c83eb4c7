import { splitHidden } from "../split-hidden.ts";

/** What follows the last layer of an MLP; MKT leaves it open. */
export type OutputActivation = "relu" | "none";

/** How the histories of a row become v_seq; MKT 3.2.1 has such vectors and does not say how they are made. */
export interface SequenceOptions {
  /**
   * `attention`: by likeness to the candidate, without parameters; `multiHead`: the same with projections; `mean`: all alike, as also in a
   * history without a candidate.
   */
  readonly sequenceEncoder: "attention" | "multiHead" | "mean";
  /** Of `multiHead`; the embedding size must be a multiple. */
  readonly heads: number;
}

/** The vectors that MEM passes on to TEM (MKT 3.3): those of three groups of features, and g_com of the common knowledge extractor. */
export type Knowledge = "user" | "sequence" | "shared" | "cross";

/** Heterogeneous feature alignment (MKT 3.2.2). */
export interface HfaOptions {
  /** `alignOnly`: every importance is 1; `none`: entity-specific features are left out. */
  readonly hfa: "full" | "alignOnly" | "none";
  /** What q holds beside the aligned vector: [v_u | v_seq | v_shared], as in the text, or v_shared, as in Eq. 6. */
  readonly sharedScope: "all" | "entityShared";
  /** What is crossed: v_spec, as in Eq. 3, or [v_u | v_seq | v_shared | v_spec], as in the text. */
  readonly crossInput: "specific" | "all";
  /** Layers of the explicit cross network. */
  readonly crossLayers: number;
  /** Units of the layers of the implicit cross, an MLP. */
  readonly implicit: readonly number[];
  readonly implicitOutputActivation: OutputActivation;
  /** Units of the layers that bring the specific features of every entity to one width. */
  readonly align: readonly number[];
  readonly alignOutputActivation: OutputActivation;
}

/** Common and independent knowledge (MKT 3.2.3 and 3.2.4). */
export interface KnowledgeOptions {
  /** How many experts all entities share. */
  readonly experts: number;
  /** Units of the layers of each expert; the last is the size of g_com. */
  readonly expertHidden: readonly number[];
  readonly expertOutputActivation: OutputActivation;
  /** Units of the layers of each entity's own extractor; the last must be that of `expertHidden`. */
  readonly independentHidden: readonly number[];
  readonly independentOutputActivation: OutputActivation;
}

/** The multi-entity model (MKT 3.2). */
export interface MemOptions extends SequenceOptions, HfaOptions, KnowledgeOptions {
  /** Units of the hidden layers of each entity's click tower. */
  readonly towerHidden: readonly number[];
  /** Weight of the polarized distribution loss in Eq. 11; with 0 there are no independent extractors. */
  readonly gamma: number;
}

/** The target-entity model (MKT 3.3). */
export interface TemOptions extends SequenceOptions {
  /** What MEM passes on; nothing: TEM is a model of its own. */
  readonly transfer: readonly Knowledge[];
  /** Which vectors of the groups TEM crosses: after the knowledge was added, or its own. */
  readonly crossInput: "final" | "own";
  /** What the head reads: the cross vector, or the vectors of all groups as well. */
  readonly headInput: "cross" | "all";
  /** Units of the layers that cross the groups; the last is the size of the cross vector. */
  readonly crossHidden: readonly number[];
  /** Units of the hidden layers of the head. */
  readonly headHidden: readonly number[];
}

/** The base network whose hidden layers the defaults follow. */
interface Base {
  readonly hidden: readonly number[];
}

/** Histories as in most models of behaviour sequences, by attention of the candidate; γ, the number of experts, and how layers divide between extractors and towers as in MKT 4.1.3; the cross and align layers are not given there. */
export function memDefaults({ hidden }: Base): MemOptions {
  const { bottom, tower } = splitHidden(hidden);
  return {
    sequenceEncoder: "multiHead",
    heads: 2,
    hfa: "full",
    sharedScope: "all",
    crossInput: "specific",
    crossLayers: 2,
    implicit: bottom.slice(-1),
    implicitOutputActivation: "relu",
    align: bottom.slice(-1),
    alignOutputActivation: "relu",
    experts: 3,
    expertHidden: bottom,
    expertOutputActivation: "relu",
    independentHidden: bottom,
    independentOutputActivation: "relu",
    towerHidden: tower,
    gamma: 0.01,
  };
}

/** Everything is transferred; layers as in MKT 4.1.3. */
export function temDefaults({ hidden }: Base): TemOptions {
  const { bottom, tower } = splitHidden(hidden);
  return {
    sequenceEncoder: "multiHead",
    heads: 2,
    transfer: ["user", "sequence", "shared", "cross"],
    crossInput: "final",
    headInput: "cross",
    crossHidden: bottom,
    headHidden: tower,
  };
}
