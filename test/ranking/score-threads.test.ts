import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import type { ScoreJob, ScorePool } from "../../src/ranking/score-threads/score-pool.ts";

/** Compiled files alone run in threads. */
async function pool(threads: number): Promise<ScorePool> {
  const url = pathToFileURL("dist/ranking/score-threads/score-pool.js").href;
  const compiled = (await import(url)) as { ScorePool: typeof ScorePool };
  return new compiled.ScorePool(threads);
}

/** Two domains of which the first holds the values 0 and 1 as 3 : 1, the second as 1 : `other`. */
function job(name: string, other: number): ScoreJob {
  const rows = Float64Array.of(300, 100, 100, 100 * other);
  const cells = {
    domains: 2,
    ids: Int32Array.of(3, 4),
    offsets: Int32Array.of(0, 2, 4),
    domain: Int32Array.of(0, 1, 0, 1),
    rows,
    elements: rows,
    mass: rows,
    effect: rows,
    effectSquared: rows,
  };
  const options = { scale: "std", alpha: 0.05, features: 4, resamples: 50, seed: 1 } as const;
  return { feature: { name, sequence: false, cells, points: null, entity: undefined }, options };
}

const jobs = ["a", "b", "c", "d"].map((name, i) => job(name, 1 + i));

it("two threads give the scores of one, whoever ends first", async () => {
  const [one, two] = [await pool(1), await pool(2)];
  const expected = await Promise.all(jobs.map((each) => one.score(each)));
  expect(await Promise.all(jobs.map((each) => two.score(each)))).toEqual(expected);
  expect(new Set(expected.map(({ effect }) => effect.ds)).size).toBe(jobs.length);
  await two.close();
});

it("a feature that cannot be scored fails alone", async () => {
  const two = await pool(2);
  const { feature, options } = jobs[0];
  const broken = { feature: { ...feature, cells: { ...feature.cells, domains: -1 } }, options };
  const [bad, good] = await Promise.allSettled([two.score(broken), two.score(jobs[1])]);
  expect(bad.status).toBe("rejected");
  expect(good.status).toBe("fulfilled");
  await two.close();
});
