import type { Config } from "../../config/schema.ts";
import type { Interactions } from "../../retrieval/types.ts";
import { holdOut } from "./hold-out.ts";
import { type FieldsSource, retrievalFields } from "./retrieval-fields.ts";
import type { TowerFields } from "./tower-fields.ts";
import { pairsAt, type TrainingPairs } from "./training-pairs.ts";
import type { TwoTowerLoop } from "./two-tower-loop.ts";

/** What one training reads: pairs, what the towers make of them, and what epochs are chosen by. */
export interface RetrievalPhase {
  /** Names the folder of its checkpoints. */
  readonly name: "held-out" | "all";
  readonly pairs: TrainingPairs;
  readonly fields: TowerFields;
  readonly validation: TwoTowerLoop["validation"];
}

/** The trainings of a run: with items held out, where the config asks for it, and on all pairs. All models and seeds share them. */
export interface RetrievalPhases {
  readonly heldOut: RetrievalPhase | null;
  readonly all: RetrievalPhase;
}

/** @param seed of what all runs share: which items are held out, and where embeddings start that do not start at random */
export function retrievalPhases(
  log: Interactions,
  source: FieldsSource,
  settings: NonNullable<Config["retrieval"]>,
  seed: number,
): RetrievalPhases {
  const everything = pairsAt(log, Int32Array.from(log.users.keys()));
  const fieldsOf = (pairs: TrainingPairs): TowerFields => retrievalFields(source, settings, pairs, seed);
  const all = { name: "all" as const, pairs: everything, fields: fieldsOf(everything), validation: null };
  if (settings.validation === null) return { heldOut: null, all };
  const { place, refit: _, ...drawing } = settings.validation;
  const { train: pairs, lists } = holdOut(log, { ...drawing, seed });
  return { heldOut: { name: "held-out", pairs, fields: fieldsOf(pairs), validation: { lists, place } }, all };
}
