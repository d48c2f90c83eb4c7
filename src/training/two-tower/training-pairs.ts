import { createRng, shuffle } from "../../util/rng.ts";

/** Pairs of a user and an item to train on, each in a domain. */
export interface TrainingPairs {
  readonly count: number;
  /** [count] */
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly domains: Int32Array;
}

/** The pairs at these positions. */
export function pairsAt({ users, items, domains }: Omit<TrainingPairs, "count">, positions: Int32Array): TrainingPairs {
  const take = (values: Int32Array): Int32Array => positions.map((n) => values[n]);
  return { count: positions.length, users: take(users), items: take(items), domains: take(domains) };
}

/** One pair after the other of all arguments. */
export function joinPairs(a: TrainingPairs, b: TrainingPairs): TrainingPairs {
  const join = (x: Int32Array, y: Int32Array): Int32Array => {
    const both = new Int32Array(x.length + y.length);
    both.set(x);
    both.set(y, x.length);
    return both;
  };
  return {
    count: a.count + b.count,
    users: join(a.users, b.users),
    items: join(a.items, b.items),
    domains: join(a.domains, b.domains),
  };
}

/** Batches of an epoch: all pairs once, in an order that seed and epoch determine. */
export function* pairBatches(
  pairs: TrainingPairs,
  batchSize: number,
  { seed, epoch }: { readonly seed: number; readonly epoch: number },
): Generator<TrainingPairs> {
  const order = Int32Array.from({ length: pairs.count }, (_, n) => n);
  shuffle(order, createRng(seed + 7919 * epoch, "pair order"));
  for (let from = 0; from < pairs.count; from += batchSize) {
    yield pairsAt(pairs, order.subarray(from, from + batchSize));
  }
}
