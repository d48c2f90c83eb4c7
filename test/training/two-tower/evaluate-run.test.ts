import { describe, expect, it } from "vitest";
import type { Interactions } from "../../../src/retrieval/types.ts";
import { type EvaluationData, evaluateMethod, evaluateRun } from "../../../src/training/two-tower/evaluate-run.ts";
import { testDevice } from "../../support/run-both.ts";
import { allPairs, tasteLog, tasteTrainer } from "../../support/two-tower-sample.ts";

/** User 3 chose item 3 in the first domain; user 4 chose items 4 and 5, one in each. Items 0 … 2 are reserved. */
const log: Interactions = {
  users: Int32Array.of(3, 4, 4),
  items: Int32Array.of(3, 4, 5),
  domains: Int32Array.of(0, 0, 1),
  userCount: 5,
  itemCount: 8,
  domainCount: 2,
};
const data: EvaluationData = {
  log,
  lists: [],
  heldOut: [
    { user: 3, domain: 1, items: Int32Array.of(3, 7) },
    { user: 4, domain: 1, items: Int32Array.of(4) },
  ],
  places: [2],
  corpus: true,
};

describe("evaluation over the corpus", () => {
  it("does not look for what the user has chosen in another domain", () => {
    // User 3 is given 7 and 6, and 7 is looked for; nothing is for user 4.
    const { corpus } = evaluateMethod(({ items }) => items, data);
    expect(corpus?.[0].domains).toEqual([
      { lists: 0, recall: null, ndcg: null },
      { lists: 1, recall: 1, ndcg: 1 },
    ]);
  });

  it("looks for the same items by trained towers", async () => {
    const tastes = tasteLog();
    const trainer = await tasteTrainer(tastes, allPairs(tastes));
    const own = tastes.items[tastes.users.indexOf(3)];
    const heldOut = [0, 1].map((domain) => ({ user: 3, domain, items: Int32Array.of(own) }));
    const { corpus } = await evaluateRun(trainer, await testDevice("cpu"), { ...data, log: tastes, heldOut });
    expect(corpus?.[0].domains.map(({ lists }) => lists)).toEqual([0, 0]);
  });
});
