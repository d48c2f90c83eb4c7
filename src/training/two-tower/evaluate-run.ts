import type { Device } from "../../compute/types.ts";
import { reservedIds } from "../../data/artifacts/reserved-ids.ts";
import { byPlace, nearestLists, notGiven, scoredLists } from "../../retrieval/evaluate-corpus.ts";
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
  /** Whether held-out items are also looked for among all items that the user has not in the training split. */
  readonly corpus: boolean;
}

export interface Evaluated {
  /** On the candidate lists, and over the corpus; one entry a place. */
  readonly metrics: MetricsAt[];
  readonly corpus: MetricsAt[] | null;
}

/** Recall and NDCG of trained towers. */
export async function evaluateRun(trainer: TwoTowerTrainer, device: Device, data: EvaluationData): Promise<Evaluated> {
  const { lists, heldOut, log, places } = data;
  const items = await itemVectors(trainer, log.itemCount);
  const metrics = evaluateLists(lists, items.length, places, await vectorScores(trainer, lists, items));
  if (!data.corpus) return { metrics, corpus: null };
  const nearest: CandidateList[] = [];
  for (const [domain, ofItems] of items.entries()) {
    const own = heldOut.filter((held) => held.domain === domain);
    const users = await trainer.vectors(
      "user",
      Int32Array.from(own, ({ user }) => user),
      domain,
    );
    nearest.push(...(await nearestLists(device, queryOf(data, own), { users, items: ofItems })));
  }
  return { metrics, corpus: evaluateLists(nearest, items.length, places, byPlace) };
}

/** Recall and NDCG of a method that scores any list. */
export function evaluateMethod(score: ListScores, data: EvaluationData): Evaluated {
  const { lists, heldOut, log, places } = data;
  const metrics = evaluateLists(lists, log.domainCount, places, score);
  if (!data.corpus) return { metrics, corpus: null };
  const found = scoredLists(queryOf(data, heldOut), log.itemCount, score);
  return { metrics, corpus: evaluateLists(found, log.domainCount, places, byPlace) };
}

function queryOf({ log, places }: EvaluationData, heldOut: readonly UserItems[]) {
  return { heldOut, excluded: notGiven(log, reservedIds.firstValue, true), count: Math.max(...places) };
}
