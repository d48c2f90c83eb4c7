import { describe, expect, it } from "vitest";
import { topItems } from "../../src/metrics/top-items.ts";
import { topK, type TopItems, type TopKQuery } from "../../src/retrieval/top-k.ts";
import type { Vectors } from "../../src/retrieval/types.ts";
import { createRng } from "../../src/util/rng.ts";
import { testDevice } from "../support/run-both.ts";

function vectors(rows: number, size: number, seed: number, draw: (normal: number) => number = (x) => x): Vectors {
  const rng = createRng(seed, "vectors");
  return { rows, size, values: Float32Array.from({ length: rows * size }, () => draw(rng.normal())) };
}

async function collect(query: TopKQuery, threads = 1): Promise<TopItems[]> {
  const found: TopItems[] = [];
  for await (const top of topK(await testDevice("cpu", threads), query)) found.push(top);
  return found;
}

/** Every product in a loop, all of them sorted. */
function bruteForce({ users, items, count, excluded }: TopKQuery): number[][] {
  return Array.from({ length: users.rows }, (_, u) => {
    const out = new Set(excluded?.(u));
    const scores = Array.from({ length: items.rows }, (__, i) => {
      let sum = 0;
      for (let h = 0; h < users.size; h++) sum += users.values[u * users.size + h] * items.values[i * users.size + h];
      return out.has(i) ? -Infinity : sum;
    });
    return topItems(scores, Math.min(count, items.rows - out.size));
  });
}

const itemsOf = (found: readonly TopItems[]): number[][] => found.map(({ items }) => [...items]);

describe("topK", () => {
  it("finds what a loop over all products finds, over several blocks of users and items", async () => {
    const query = { users: vectors(150, 8, 1), items: vectors(9001, 8, 2), count: 20 };
    expect(itemsOf(await collect(query))).toEqual(bruteForce(query));
  });

  it("gives equal products in the order of the items", async () => {
    const whole = (normal: number): number => Math.round(normal);
    const query = { users: vectors(10, 3, 3, whole), items: vectors(4200, 3, 4, whole), count: 50 };
    expect(itemsOf(await collect(query))).toEqual(bruteForce(query));
  });

  it("tells products apart that float32 cannot", async () => {
    const items = { rows: 64, size: 2, values: new Float32Array(128).fill(1) };
    items.values[2 * 40 + 1] = 1 + 2 ** -23;
    const users = { rows: 1, size: 2, values: Float32Array.of(1, 2 ** -10) };
    const [{ items: best, scores }] = await collect({ users, items, count: 2 });
    expect([...best]).toEqual([40, 0]);
    expect(scores[0] - scores[1]).toBe(2 ** -33);
  });

  it("leaves out what a user is not to be given, even the best of every chunk", async () => {
    const items = vectors(800, 4, 5);
    const users = vectors(3, 4, 6);
    const [best] = bruteForce({ users, items, count: 200 });
    const excluded = (u: number): Int32Array => Int32Array.from(u === 0 ? best : []);
    const query = { users, items, count: 10, excluded };
    expect(itemsOf(await collect(query))).toEqual(bruteForce(query));
  });

  it("gives all items when there are fewer than asked for", async () => {
    const query = { users: vectors(2, 4, 7), items: vectors(5, 4, 8), count: 9, excluded: () => Int32Array.of(3) };
    const found = itemsOf(await collect(query));
    expect(found).toEqual(bruteForce(query));
    expect(found[0]).toHaveLength(4);
  });

  it("gives nothing where there are no items, and nobody where there are no users", async () => {
    const none = vectors(0, 4, 1);
    expect(itemsOf(await collect({ users: vectors(2, 4, 1), items: none, count: 3 }))).toEqual([[], []]);
    expect(await collect({ users: none, items: vectors(2, 4, 1), count: 3 })).toEqual([]);
  });

  it("gives the same with any number of threads, and on the reference device", async () => {
    const query = { users: vectors(20, 8, 9), items: vectors(300, 8, 10), count: 5 };
    const one = await collect(query);
    expect(await collect(query, 2)).toEqual(one);
    const eager: TopItems[] = [];
    for await (const top of topK(await testDevice("reference"), query)) eager.push(top);
    expect(eager).toEqual(one);
  });

  it("refuses vectors that are not numbers", async () => {
    const users = { rows: 1, size: 2, values: Float32Array.of(1, NaN) };
    await expect(collect({ users, items: vectors(5, 2, 1), count: 1 })).rejects.toThrowError("leave the range");
  });
});
