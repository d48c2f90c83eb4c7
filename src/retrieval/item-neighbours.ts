import type { ListScores } from "./evaluate-lists.ts";
import { type Incidence, itemsOfUsers, transposed } from "./incidence.ts";
import { itemCounts } from "./popularity.ts";
import type { Interactions } from "./types.ts";

/** What popularity adds at most: less than two sums of cosines differ by, more than their rounding. */
const largestTieBreak = 1e-9;

/**
 * A trivial method: item neighbours by cosine over users. An item is the set of users who chose it, in the list's domain or in any; a
 * candidate c scores Σ |U(c) ∩ U(h)| / √(|U(c)| |U(h)|) over the items h ≠ c that the user chose there. Equal sums go by popularity in the
 * domain. Exact, without a matrix of items by items: the sum is taken over users v of a weight Σ 1 / √|U(h)| over the h that v chose.
 */
export function neighbourScores(interactions: Interactions, users: "domain" | "all"): ListScores {
  const popularity = itemCounts(interactions).map(tieBreaks);
  const groups = new Map<number, Neighbours>();
  return (list) => {
    const key = users === "all" ? -1 : list.domain;
    const group = groups.get(key) ?? neighboursOf(interactions, users === "all" ? null : list.domain);
    groups.set(key, group);
    return sums(group, list.user, list.items).map((sum, i) => sum + popularity[list.domain][list.items[i]]);
  };
}

/** In proportion to the counts, below `largestTieBreak`. */
function tieBreaks(counts: Int32Array): Float64Array {
  const most = counts.reduce((a, b) => Math.max(a, b), 1);
  return Float64Array.from(counts, (count) => (largestTieBreak * count) / most);
}

interface Neighbours {
  readonly items: Incidence;
  readonly users: Incidence;
  /** [items] 1 / √|U|; 0 for an item that nobody chose. */
  readonly scale: Float64Array;
  /** [users] weights of the users while a list is scored; 0 in between. */
  readonly weights: Float64Array;
}

function neighboursOf(interactions: Interactions, domain: number | null): Neighbours {
  const items = itemsOfUsers(interactions, domain);
  const users = transposed(items, interactions.itemCount);
  const scale = Float64Array.from({ length: interactions.itemCount }, (_, item) => {
    const size = users.offsets[item + 1] - users.offsets[item];
    return size === 0 ? 0 : 1 / Math.sqrt(size);
  });
  return { items, users, scale, weights: new Float64Array(interactions.userCount) };
}

function sums(group: Neighbours, user: number, candidates: Int32Array): Float64Array {
  const { items, users, scale, weights } = group;
  const chosen = items.members.subarray(items.offsets[user], items.offsets[user + 1]);
  for (const item of chosen) {
    for (let n = users.offsets[item]; n < users.offsets[item + 1]; n++) weights[users.members[n]] += scale[item];
  }
  const scores = new Float64Array(candidates.length);
  for (const [i, candidate] of candidates.entries()) {
    let sum = 0;
    for (let n = users.offsets[candidate]; n < users.offsets[candidate + 1]; n++) sum += weights[users.members[n]];
    // Its own cosine, which is 1, is no neighbour's.
    scores[i] = sum * scale[candidate] - (chosen.includes(candidate) ? 1 : 0);
  }
  for (const item of chosen) {
    for (let n = users.offsets[item]; n < users.offsets[item + 1]; n++) weights[users.members[n]] = 0;
  }
  return scores;
}
