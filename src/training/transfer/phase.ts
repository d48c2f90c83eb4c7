import type { Config } from "../../config/schema.ts";
import type { Network } from "../../models/network.ts";

/** One training of one network: what a way of training for the target is made of. */
export interface Phase {
  /** Names its folders: of two phases with the same key, one is trained. Lower-case letters, digits and dashes. */
  readonly key: string;
  /** What is trained on what, in words. */
  readonly title: string;
  readonly network: Network;
  /** Positions of the features that it embeds by tables of its own, ascending. */
  readonly features: readonly number[];
  /** How many models' embeddings lie side by side in its tables; default: 1. */
  readonly embeddings?: number;
  /** The domains that it is trained on. */
  readonly train: readonly number[];
  /** The domains whose validation rows choose its best epoch. */
  readonly choose: readonly number[];
  /** How it is trained, where that is not as in `base` of the config. */
  readonly settings?: Partial<Config["base"]>;
  /** Trained before: the weights that it starts from. */
  readonly start?: Phase;
  /** Trained before: what it reads and does not change, tensors by name and the tables of some features. */
  readonly frozen?: FrozenPhase;
}

/** What a phase reads of one that was trained before. */
export interface FrozenPhase {
  readonly phase: Phase;
  /** Positions of the features, in the order in which the network reads them. */
  readonly features: readonly number[];
  /** What stands before the names of its tensors; default: nothing. */
  readonly prefix?: string;
}

/** A phase after those that it needs. */
export function inOrder(phase: Phase): Phase[] {
  const before = [phase.start, phase.frozen?.phase].filter((needed) => needed !== undefined);
  return [...before.flatMap(inOrder), phase];
}
