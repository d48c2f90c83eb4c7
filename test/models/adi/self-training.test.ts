import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentByEpoch, pseudoLabelCount, selectPseudoLabels } from "../../../src/models/adi/self-training.ts";
import { scoresByDomain, selfTrainingLoss } from "../../../src/models/adi/self-training-loss.ts";
import { adiOutputs } from "../../../src/models/adi/two-towers.ts";
import { oneHot, sampleAdi, sampleInputs } from "../../support/adi-sample.ts";
import { expectClose } from "../../support/close.ts";
import { floats, normals } from "../../support/fed.ts";
import { type FedInputs, runOn } from "../../support/run-both.ts";

/** Four rows of domain 0 and one of domain 1. */
const scored = { domain: [0, 1, 0, 0, 0], domains: 2, scores: [9, 1, 5, 9, 9, 3, 9, 2, 9, 3] };

describe("selectPseudoLabels", () => {
  it("takes the best rows of each domain by their score under the other", () => {
    expect(selectPseudoLabels(scored, 50)).toEqual([
      { from: 0, to: 1, rows: [2, 4] },
      { from: 1, to: 0, rows: [1] },
    ]);
  });

  it("takes the lower row of equal scores", () => {
    expect(selectPseudoLabels({ ...scored, scores: new Array<number>(10).fill(1) }, 75)[0].rows).toEqual([0, 2, 3]);
  });

  it("takes none at 0 per cent and all at 100 or more", () => {
    expect(selectPseudoLabels(scored, 0).map(({ rows }) => rows)).toEqual([[], []]);
    expect(selectPseudoLabels(scored, 140).map(({ rows }) => rows.length)).toEqual([4, 1]);
  });

  it("has every ordered pair of domains, also of those without rows", () => {
    const pairs = selectPseudoLabels({ ...scored, domains: 3, scores: new Array<number>(15).fill(0) }, 100);
    expect(pairs.map(({ from, to, rows }) => [from, to, rows.length])).toEqual([
      [0, 1, 4],
      [0, 2, 4],
      [1, 0, 1],
      [1, 2, 1],
      [2, 0, 0],
      [2, 1, 0],
    ]);
  });
});

describe("pseudoLabelCount", () => {
  it("is exact where the share is a whole number", () => {
    // 7 / 100 · 100 is 7.000000000000001.
    expect([pseudoLabelCount(100, 7), pseudoLabelCount(100, 29), pseudoLabelCount(200, 14)]).toEqual([7, 29, 28]);
  });

  it("is the ceiling, and never more than all rows", () => {
    const check = (rows: number, percent: number): boolean => {
      const count = pseudoLabelCount(rows, percent);
      return count <= rows && 100 * count >= Math.min(100, percent) * rows && 100 * (count - 1) < percent * rows + 1e-9;
    };
    fc.assert(fc.property(fc.nat(1000), fc.integer({ min: 1, max: 150 }), check));
  });
});

it("percentages grow by their step up to 100", () => {
  expect(percentByEpoch(10, 35, 5)).toEqual([10, 45, 80, 100, 100]);
});

describe("scoresByDomain", () => {
  const network = sampleAdi({ normalize: true, temperature: 0.5 });
  const tensors = [...network.specs, ...network.state].map(({ name }) => [name, sampleInputs(network)[name]] as const);
  const given: FedInputs = { ...Object.fromEntries(tensors), user: normals([4, 6], 8), item: normals([4, 4], 9) };

  it("has in each column what the towers give with all rows in that domain, in serving", async () => {
    const { scores } = await runOn(
      "cpu",
      (t) => ({ scores: scoresByDomain(network, t, { user: t["user"], item: t["item"] }) }),
      given,
    );
    const column = async (d: number): Promise<number[]> => {
      const one = { ...given, domain: oneHot([d, d, d, d]) };
      const got = await runOn(
        "cpu",
        (t) => {
          const rows = { user: t["user"], items: t["item"], domain: t["domain"], training: false };
          return { score: adiOutputs(network, t, rows)["positiveScore"] };
        },
        one,
      );
      return Array.from(got["score"]);
    };
    const columns = await Promise.all([0, 1, 2].map(column));
    expectClose(
      scores,
      [0, 1, 2, 3].flatMap((b) => columns.map((own) => own[b])),
    );
  });
});

it("the loss with pseudo labels is the sum over both kinds of rows", async () => {
  const inputs = { labelled: floats([3], [1, 2, 3]), pseudo: floats([2], [10, 0.5]) };
  const { loss } = await runOn("cpu", (t) => ({ loss: selfTrainingLoss(t["labelled"], t["pseudo"]) }), inputs);
  expectClose(loss, [16.5]);
});
