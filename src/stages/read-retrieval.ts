import type { Config } from "../config/schema.ts";
import type { SourceFile } from "../dag/stage.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { EvaluationFacts } from "../data/artifacts/evaluation-facts.ts";
import { readEntities } from "../data/retrieval/read-entities.ts";
import { idFeatures, readEvaluations } from "../data/retrieval/read-evaluations.ts";
import { readInteractions } from "../data/retrieval/read-interactions.ts";
import type { Session } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { withoutChosen } from "../retrieval/evaluate-corpus.ts";
import type { CandidateList, Interactions, UserItems } from "../retrieval/types.ts";
import type { FieldsSource } from "../training/two-tower/retrieval-fields.ts";
import { towerFeatures } from "../training/two-tower/tower-features.ts";

export interface RetrievalSource {
  readonly settings: NonNullable<Config["retrieval"]>;
  readonly encode: EncodeArtifact;
  readonly encodeDir: string;
  /** The audit's selection; null for all features. */
  readonly selected: readonly string[] | null;
  readonly files: readonly SourceFile[];
  readonly scratchDir: string;
  readonly signal: AbortSignal;
}

/** What towers are trained and evaluated on. */
export interface RetrievalData {
  readonly log: Interactions;
  readonly fields: FieldsSource;
  readonly lists: readonly CandidateList[];
  /** The held-out items of users, for evaluation over the corpus. */
  readonly heldOut: readonly UserItems[];
  readonly evaluation: readonly EvaluationFacts[];
}

/** Reads the training split and what the config evaluates on. */
export async function readRetrieval(session: Session, source: RetrievalSource): Promise<RetrievalData> {
  const { settings, encode, encodeDir, selected } = source;
  const ids = idFeatures(encode, settings);
  const { interactions } = await readInteractions(session, { encodeDir, encode, splits: ["train"], ...ids });
  const [user, item] = [ids.user.index, ids.item.index];
  const features = towerFeatures(encode, { user, item }, selected);
  const entities = await readEntities(session, { ...source, user, item, ...features });
  const sets = await readEvaluations(session, { ...source, retrieval: settings });
  return {
    log: interactions,
    fields: { encode, buckets: await readBuckets(session, encodeDir, encode), user, item, ...entities },
    lists: sets.flatMap(({ lists }) => lists),
    heldOut: sets.flatMap(({ positives }) => positives),
    evaluation: sets.map(({ facts, positives }) => ({
      ...facts,
      chosenPositives: itemCount(positives) - itemCount(withoutChosen(positives, interactions)),
    })),
  };
}

function itemCount(positives: readonly UserItems[]): number {
  return positives.reduce((sum, { items }) => sum + items.length, 0);
}
