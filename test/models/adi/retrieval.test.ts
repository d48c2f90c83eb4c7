import { describe, expect, it } from "vitest";
import type { Program } from "../../../src/compute/types.ts";
import { corpusScores, fullSoftmax, logProbabilities } from "../../../src/models/adi/retrieval.ts";
import { expectClose } from "../../support/close.ts";
import { floats } from "../../support/fed.ts";
import { runOn } from "../../support/run-both.ts";

/** Two users of domains 1 and 0, and a corpus of three items of two numbers in two domains. */
const inputs = {
  users: floats([2, 2], [1, 2, 3, 4]),
  domain: floats([2, 2], [0, 1, 1, 0]),
  items: floats([2, 3, 2], [1, 0, 0, 1, 1, 1, 10, 0, 0, 10, 10, 10]),
  positive: floats([2, 3], [1, 0, 0, 0, 0, 1]),
};

const program: Program = (t) => {
  const { users, domain, items } = t;
  const scores = corpusScores({ users, domain, items, temperature: 2 });
  return { scores, logProbability: logProbabilities(scores), loss: fullSoftmax(scores, t["positive"]) };
};

describe("the corpus", () => {
  it("is scored under each user's own domain", async () => {
    expectClose((await runOn("cpu", program, inputs))["scores"], [5, 10, 15, 1.5, 2, 3.5]);
  });

  it("has probabilities that add up to 1", async () => {
    const { logProbability } = await runOn("cpu", program, inputs);
    const probabilities = Array.from(logProbability.slice(3), Math.exp);
    expectClose([probabilities.reduce((sum, value) => sum + value, 0)], [1]);
  });

  it("has as the loss the negative log probability of each row's item", async () => {
    const { logProbability, loss } = await runOn("cpu", program, inputs);
    expect(Array.from(loss)).toEqual([-logProbability[0], -logProbability[5]]);
  });
});
