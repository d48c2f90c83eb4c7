import type { Device } from "../compute/types.ts";
import { bestOf } from "./best-of.ts";
import { chunkItems, ChunkMaxima } from "./chunk-maxima.ts";
import { KeptChunks } from "./kept-chunks.ts";
import { productErrors } from "./rounding-slack.ts";
import { rowProducts } from "./row-products.ts";
import type { Vectors } from "./types.ts";

export interface TopKQuery {
  /** [users, H] and [items, H]. */
  readonly users: Vectors;
  readonly items: Vectors;
  /** K ≥ 1. */
  readonly count: number;
  /** Items that user `u`, a row of `users`, is not to be given; none by default. */
  readonly excluded?: (u: number) => Int32Array;
  readonly signal?: AbortSignal;
}

/** The best items of one user, best first; at most K. */
export interface TopItems {
  readonly items: Int32Array;
  /** Inner products, summed in float64. */
  readonly scores: Float64Array;
}

/**
 * The K items with the largest inner product for each user in turn, equal products in the order of the items: exact, and the same on every
 * device. The device multiplies blocks of users and items in float32 and gives the maximum of each chunk of items. A chunk can hold one of
 * the best only if its maximum is within twice the error of a product of the K-th largest maximum; the items of such chunks are scored in
 * float64. Memory: a block of maxima, the kept chunks of a block of users, and the vectors themselves.
 */
export async function* topK(device: Device, query: TopKQuery): AsyncGenerator<TopItems> {
  const { users, items, count, excluded = () => new Int32Array(), signal } = query;
  if (users.rows === 0 || items.rows === 0) {
    for (let u = 0; u < users.rows; u++) yield { items: new Int32Array(), scores: new Float64Array() };
    return;
  }
  const errors = productErrors(device.name, users, items);
  const maxima = await ChunkMaxima.create(device, items, users.rows);
  const block = new Float32Array(maxima.users * users.size);
  try {
    for (let first = 0; first < users.rows; first += maxima.users) {
      const rows = Math.min(maxima.users, users.rows - first);
      block.set(users.values.subarray(first * users.size, (first + rows) * users.size));
      const left = Array.from({ length: rows }, (_, b) => excluded(first + b));
      // An excluded item may be the largest of its chunk: so many chunks more are needed for K others.
      const kept = left.map((out, b) => new KeptChunks(count + out.length, 2 * errors[first + b]));
      for await (const part of maxima.blocks(block)) {
        signal?.throwIfAborted();
        offer(kept, part.maxima, part.firstChunk, part.chunks, maxima.users);
      }
      for (const [b, chunks] of kept.entries()) yield best(query, first + b, chunks.finish(), new Set(left[b]));
    }
  } finally {
    await maxima.close();
  }
}

/** @param maxima [chunks, width], whose first columns are the users of `kept` */
function offer(
  kept: readonly KeptChunks[],
  maxima: Float32Array,
  firstChunk: number,
  chunks: number,
  width: number,
): void {
  const bars = Float64Array.from(kept, ({ bar }) => bar);
  for (let c = 0, row = 0; c < chunks; c++, row += width) {
    for (let b = 0; b < bars.length; b++) {
      const maximum = maxima[row + b];
      if (maximum < bars[b]) continue;
      kept[b].add(firstChunk + c, maximum);
      bars[b] = kept[b].bar;
    }
  }
}

/** The best items of the chunks. @param chunks ascending */
function best(
  { users, items, count }: TopKQuery,
  user: number,
  chunks: Int32Array,
  excluded: ReadonlySet<number>,
): TopItems {
  const candidates = new Int32Array(chunks.length * chunkItems);
  const scores = new Float64Array(candidates.length);
  const vector = Float64Array.from(users.values.subarray(user * users.size, (user + 1) * users.size));
  let length = 0;
  for (const chunk of chunks) {
    const first = chunk * chunkItems;
    const rows = Math.min(chunkItems, items.rows - first);
    rowProducts(vector, items, [first, rows], scores, length);
    for (let i = 0, from = length; i < rows; i++) {
      if (excluded.size > 0 && excluded.has(first + i)) continue;
      candidates[length] = first + i;
      scores[length++] = scores[from + i];
    }
  }
  const places = bestOf(scores, length, count);
  return {
    items: Int32Array.from(places, (place) => candidates[place]),
    scores: Float64Array.from(places, (place) => scores[place]),
  };
}
