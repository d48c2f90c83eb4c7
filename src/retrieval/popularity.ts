import type { ListScores } from "./evaluate-lists.ts";
import type { Interactions } from "./types.ts";

/** Rows of each item in each domain: [D] of [items]. */
export function itemCounts({ items, domains, itemCount, domainCount }: Interactions): Int32Array[] {
  const counts = Array.from({ length: domainCount }, () => new Int32Array(itemCount));
  for (let n = 0; n < items.length; n++) counts[domains[n]][items[n]]++;
  return counts;
}

/** A trivial method: an item's score is the number of its rows in the list's domain. */
export function popularityScores(interactions: Interactions): ListScores {
  const counts = itemCounts(interactions);
  return ({ domain, items }) => items.map((item) => counts[domain][item]);
}
