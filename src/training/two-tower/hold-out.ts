import type { CandidateList, Interactions } from "../../retrieval/types.ts";
import { createRng, type Rng, shuffle } from "../../util/rng.ts";
import { pairsAt, type TrainingPairs } from "./training-pairs.ts";

export interface HoldOutOptions {
  /** Items drawn beside the held-out one. */
  readonly candidates: number;
  readonly maxUsers: number;
  readonly seed: number;
}

/** What is left to train on, and the lists that epochs are chosen by. */
export interface HeldOut {
  readonly train: TrainingPairs;
  /** One a user: items of the domain that the user has not, and last the held-out one. */
  readonly lists: readonly CandidateList[];
}

/**
 * Holds one row out of each user that has two items or more, at most `maxUsers` of them, chosen by the seed. The candidates are drawn alike
 * among the items of the row's domain without those that the user has; a domain of few items has shorter lists. Other rows of the same user and item go
 * with the row, so that what is held out is new to the user.
 */
export function holdOut(log: Interactions, { candidates, maxUsers, seed }: HoldOutOptions): HeldOut {
  const rng = createRng(seed, "held-out items");
  const rowsOf = rowsByUser(log);
  const users = Int32Array.from(rowsOf.keys()).filter((user) => distinct(log, rowsOf.get(user) ?? []) > 1);
  shuffle(users, rng);
  const pools = itemsByDomain(log);
  const out = new Uint8Array(log.users.length);
  const lists: CandidateList[] = [];
  for (const user of users.subarray(0, maxUsers)) {
    const rows = rowsOf.get(user) ?? [];
    const held = rows[rng.below(rows.length)];
    for (const row of rows) if (log.items[row] === log.items[held]) out[row] = 1;
    const own = new Set(rows.map((row) => log.items[row]));
    const drawn = drawOthers(pools[log.domains[held]], own, candidates, rng);
    const items = Int32Array.from([log.items[held], ...drawn]);
    // The held-out item stands last: among equal scores it loses, so that a model of equal scores has recall 0.
    items.reverse();
    lists.push({ user, domain: log.domains[held], items, relevant: Int32Array.of(items.length - 1) });
  }
  const kept = Int32Array.from(log.users.keys()).filter((row) => out[row] === 0);
  return { train: pairsAt(log, kept), lists };
}

function rowsByUser({ users }: Interactions): Map<number, number[]> {
  const rows = new Map<number, number[]>();
  users.forEach((user, row) => {
    const own = rows.get(user);
    if (own === undefined) rows.set(user, [row]);
    else own.push(row);
  });
  return rows;
}

function distinct({ items }: Interactions, rows: readonly number[]): number {
  return new Set(rows.map((row) => items[row])).size;
}

function itemsByDomain({ items, domains, domainCount }: Interactions): Int32Array[] {
  const pools = Array.from({ length: domainCount }, () => new Set<number>());
  items.forEach((item, row) => pools[domains[row]].add(item));
  return pools.map((pool) => Int32Array.from(pool).sort());
}

/** Different items of a pool that are not among `own`, `count` or as many as there are. */
function drawOthers(pool: Int32Array, own: ReadonlySet<number>, count: number, rng: Rng): Set<number> {
  const drawn = new Set<number>();
  if (pool.length - own.size <= 2 * count) {
    const others = pool.filter((item) => !own.has(item));
    shuffle(others, rng);
    return new Set(others.subarray(0, count));
  }
  while (drawn.size < count) {
    const item = pool[rng.below(pool.length)];
    if (!own.has(item)) drawn.add(item);
  }
  return drawn;
}
