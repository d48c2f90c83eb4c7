import { evaluateLists, type ListScores, type MetricsAt } from "../../retrieval/evaluate-lists.ts";
import type { CandidateList, Vectors } from "../../retrieval/types.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

/** [D] vectors of every item under each domain, by item number. */
export async function itemVectors(trainer: TwoTowerTrainer, itemCount: number): Promise<Vectors[]> {
  const all = Int32Array.from({ length: itemCount }, (_, item) => item);
  const vectors: Vectors[] = [];
  for (let d = 0; d < trainer.options.towers.domains; d++) vectors.push(await trainer.vectors("item", all, d));
  return vectors;
}

/** Scores of the items of lists; every user's vector is made once. The temperature does not change an order and is left out. */
export async function vectorScores(
  trainer: TwoTowerTrainer,
  lists: readonly CandidateList[],
  items: readonly Vectors[],
): Promise<ListScores> {
  const places = new Map<CandidateList, { readonly vectors: Vectors; readonly row: number }>();
  for (const [domain] of items.entries()) {
    const own = lists.filter((list) => list.domain === domain);
    const vectors = await trainer.vectors(
      "user",
      Int32Array.from(own, ({ user }) => user),
      domain,
    );
    own.forEach((list, row) => places.set(list, { vectors, row }));
  }
  return (list) => {
    const place = places.get(list);
    if (place === undefined) throw new Error("a list is scored that was not announced");
    const ofItems = items[list.domain];
    return Float64Array.from(list.items, (item) => innerProduct(place.vectors, place.row, ofItems, item));
  };
}

/** Recall and NDCG of the towers on lists. */
export async function evaluateTowers(
  trainer: TwoTowerTrainer,
  lists: readonly CandidateList[],
  { itemCount, places }: { readonly itemCount: number; readonly places: readonly number[] },
): Promise<MetricsAt[]> {
  const items = await itemVectors(trainer, itemCount);
  return evaluateLists(lists, items.length, places, await vectorScores(trainer, lists, items));
}

function innerProduct(a: Vectors, rowOfA: number, b: Vectors, rowOfB: number): number {
  let sum = 0;
  for (let h = 0; h < a.size; h++) sum += a.values[rowOfA * a.size + h] * b.values[rowOfB * b.size + h];
  return sum;
}
