/** Up to here the best items are kept in order as they come; sorting all items pays beyond. */
const fewItems = 64;

/**
 * Numbers of the `n` items with the highest scores, best first; equal scores in the order of their numbers. All items when there are
 * fewer than `n`.
 */
export function topItems(scores: ArrayLike<number>, n: number): number[] {
  if (n <= fewItems) return insertedItems(scores, n);
  const items = Array.from({ length: scores.length }, (_, item) => item);
  return items.sort((a, b) => scores[b] - scores[a] || a - b).slice(0, n);
}

function insertedItems(scores: ArrayLike<number>, n: number): number[] {
  const best: number[] = [];
  for (let item = 0; item < scores.length; item++) {
    if (best.length === n && !(scores[item] > scores[best[n - 1]])) continue;
    if (best.length === n) best.pop();
    let place = best.length;
    while (place > 0 && scores[item] > scores[best[place - 1]]) place--;
    best.splice(place, 0, item);
  }
  return best;
}
