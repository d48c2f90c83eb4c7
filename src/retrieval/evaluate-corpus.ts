import type { Device } from "../compute/types.ts";
import { bestOf } from "./best-of.ts";
import type { ListScores } from "./evaluate-lists.ts";
import { itemsOfUsers } from "./incidence.ts";
import { topK } from "./top-k.ts";
import type { CandidateList, Interactions, UserItems, Vectors } from "./types.ts";

/** Held-out items to be found among all items. */
export interface CorpusQuery {
  /** One for each user to be evaluated. */
  readonly heldOut: readonly UserItems[];
  /** Items that a user is not given, such as those of the training split, see `notGiven`. */
  readonly excluded: (user: number) => Int32Array;
  /** The largest N to be evaluated. */
  readonly count: number;
}

/** The best items of the corpus for each user by inner product. @param users [heldOut, H] @param items [V, H], under the users' domain */
export async function nearestLists(
  device: Device,
  { heldOut, excluded, count }: CorpusQuery,
  vectors: { readonly users: Vectors; readonly items: Vectors },
): Promise<CandidateList[]> {
  const lists: CandidateList[] = [];
  const excludedOf = (u: number): Int32Array => excluded(heldOut[u].user);
  for await (const { items } of topK(device, { ...vectors, count, excluded: excludedOf })) {
    lists.push(listOf(heldOut[lists.length], items));
  }
  return lists;
}

/** The best items of the corpus for each user by a method that scores any list. */
export function scoredLists(
  { heldOut, excluded, count }: CorpusQuery,
  itemCount: number,
  score: ListScores,
): CandidateList[] {
  const items = Int32Array.from({ length: itemCount }, (_, item) => item);
  return heldOut.map((held) => {
    const scores = Float64Array.from(score({ ...held, items, relevant: new Int32Array() }));
    const out = excluded(held.user);
    for (const item of out) scores[item] = -Infinity;
    return listOf(held, Int32Array.from(bestOf(scores, itemCount, Math.min(count, itemCount - out.length))));
  });
}

/** Scores of a list that is in order already. */
export const byPlace: ListScores = ({ items }) => items.map((_, place) => -place);

/**
 * What users are not given: the first `reserved` numbers, which are no items, and with `seen` the items that the user has chosen in any
 * domain. Each ascending.
 */
export function notGiven(interactions: Interactions, reserved: number, seen: boolean): (user: number) => Int32Array {
  const none = Int32Array.from({ length: reserved }, (_, item) => item);
  if (!seen) return () => none;
  const { offsets, members } = itemsOfUsers(interactions, null);
  return (user) => {
    const own = members.subarray(offsets[user], offsets[user + 1]);
    return Int32Array.from([...none, ...own.filter((item) => item >= reserved)]);
  };
}

/**
 * Held-out items but those that their user has chosen in any domain, which `notGiven` keeps from being found. Users without another one stay, with
 * no item.
 */
export function withoutChosen(heldOut: readonly UserItems[], interactions: Interactions): UserItems[] {
  const { offsets, members } = itemsOfUsers(interactions, null);
  return heldOut.map(({ user, domain, items }) => {
    const chosen = new Set(members.subarray(offsets[user], offsets[user + 1]));
    return { user, domain, items: items.filter((item) => !chosen.has(item)) };
  });
}

function listOf({ user, domain, items: wanted }: UserItems, items: Int32Array): CandidateList {
  const places = new Map(Array.from(items, (item, place) => [item, place]));
  const relevant = Int32Array.from(wanted, (item, k) => places.get(item) ?? items.length + k);
  return { user, domain, items, relevant };
}
