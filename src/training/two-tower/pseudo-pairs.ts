import { selectPseudoLabels } from "../../models/adi/self-training.ts";
import type { Vectors } from "../../retrieval/types.ts";
import { type TrainingPairs, pairsAt } from "./training-pairs.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

/** Numbers of users and items in all. */
export interface Counts {
  readonly userCount: number;
  readonly itemCount: number;
}

/**
 * The pseudo-labelled pairs of an epoch (ADI Algorithm 1, lines 6-12): the best `percent` per cent of each domain's pairs under every other
 * domain, by the model as it is, in serving mode. They count in the domain that they are labelled for.
 */
export async function pseudoPairs(
  trainer: TwoTowerTrainer,
  pairs: TrainingPairs,
  percent: number,
  counts: Counts,
): Promise<TrainingPairs> {
  const { domains } = trainer.options.towers;
  const scores = await scoresUnderDomains(trainer, pairs, counts);
  const labels = selectPseudoLabels({ domain: pairs.domains, scores, domains }, percent);
  const positions = Int32Array.from(labels.flatMap(({ rows }) => rows));
  const targets = Int32Array.from(labels.flatMap(({ to, rows }) => rows.map(() => to)));
  return { ...pairsAt(pairs, positions), domains: targets };
}

/** [B, D] row-major: <u, v> of each pair under every domain; a temperature would not change an order. */
async function scoresUnderDomains(
  trainer: TwoTowerTrainer,
  { count, users, items }: TrainingPairs,
  { userCount, itemCount }: Counts,
): Promise<Float64Array> {
  const { domains } = trainer.options.towers;
  const scores = new Float64Array(count * domains);
  for (let d = 0; d < domains; d++) {
    const ofUsers = await trainer.vectors("user", numbers(userCount), d);
    const ofItems = await trainer.vectors("item", numbers(itemCount), d);
    for (let b = 0; b < count; b++) scores[b * domains + d] = product(ofUsers, users[b], ofItems, items[b]);
  }
  return scores;
}

function product(users: Vectors, user: number, items: Vectors, item: number): number {
  let sum = 0;
  for (let h = 0; h < users.size; h++) {
    sum += users.values[user * users.size + h] * items.values[item * items.size + h];
  }
  return sum;
}

function numbers(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => n);
}
