import type { Device } from "../../compute/types.ts";
import { reservedIds } from "../../data/artifacts/reserved-ids.ts";
import {
  byPlace,
  type CorpusQuery,
  nearestLists,
  notGiven,
  scoredLists,
  withoutChosen,
} from "../../retrieval/evaluate-corpus.ts";
import { evaluateLists, type ListScores, type MetricsAt } from "../../retrieval/evaluate-lists.ts";
import type { CandidateList, Interactions, UserItems } from "../../retrieval/types.ts";
import { itemVectors, vectorScores } from "./score-lists.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

/** What models and trivial methods are evaluated on. */
export interface EvaluationData {
  readonly lists: readonly CandidateList[];
  readonly heldOut: readonly UserItems[];
  readonly log: Interactions;
  /** N of Recall@N and NDCG@N. */
  readonly places: readonly number[];
  /** Whether held-out items are also looked for among all items that the user has not in the training split; those that the user has there are left out. */
  readonly corpus: boolean;
}

export interface Evaluated {
  /** On the candidate lists, and over the corpus; one entry a place. */
  readonly metrics: MetricsAt[];
  readonly corpus: MetricsAt[] | null;
}

/** Recall and NDCG of trained towers. */
export async function evaluateRun(trainer: TwoTowerTrainer, device: Device, data: EvaluationData): Promise<Evaluated> {
  const { lists, log, places } = data;
  const items = await itemVectors(trainer, log.itemCount);
  const metrics = evaluateLists(lists, items.length, places, await vectorScores(trainer, lists, items));
  if (!data.corpus) return { metrics, corpus: null };
  const query = queryOf(data);
  const nearest: CandidateList[] = [];
  for (const [domain, ofItems] of items.entries()) {
    const own = query.heldOut.filter((held) => held.domain === domain);
    const users = await trainer.vectors(
      "user",
      Int32Array.from(own, ({ user }) => user),
      domain,
    );
    nearest.push(...(await nearestLists(device, { ...query, heldOut: own }, { users, items: ofItems })));
  }
  return { metrics, corpus: evaluateLists(nearest, items.length, places, byPlace) };
}

/** Recall and NDCG of a method that scores any list. */
export function evaluateMethod(score: ListScores, data: EvaluationData): Evaluated {
  const { lists, log, places } = data;
  const metrics = evaluateLists(lists, log.domainCount, places, score);
  if (!data.corpus) return { metrics, corpus: null };
  const found = scoredLists(queryOf(data), log.itemCount, score);
  return { metrics, corpus: evaluateLists(found, log.domainCount, places, byPlace) };
}

function queryOf({ heldOut, log, places }: EvaluationData): CorpusQuery {
  const excluded = notGiven(log, reservedIds.firstValue, true);
  return { heldOut: withoutChosen(heldOut, log), excluded, count: Math.max(...places) };
}
