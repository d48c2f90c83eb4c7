import { describe, expect, it } from "vitest";
import { evaluateLists } from "../../src/retrieval/evaluate-lists.ts";
import type { CandidateList } from "../../src/retrieval/types.ts";

const list = (domain: number, items: number[], relevant: number[]): CandidateList => ({
  user: 0,
  domain,
  items: Int32Array.from(items),
  relevant: Int32Array.from(relevant),
});
/** An item's score is its number. */
const byNumber = ({ items }: CandidateList): Int32Array => items;

describe("evaluateLists", () => {
  it("takes the mean over the lists of a domain, and then over the domains", () => {
    const lists = [list(0, [5, 9, 1], [1]), list(0, [5, 9, 1], [2]), list(1, [3, 4], [0])];
    const [{ domains, mean }] = evaluateLists(lists, 2, [1], byNumber);
    expect(domains).toEqual([
      { lists: 2, recall: 0.5, ndcg: 0.5 },
      { lists: 1, recall: 0, ndcg: 0 },
    ]);
    expect(mean).toEqual({ recall: 0.25, ndcg: 0.25 });
  });

  it("gives the metrics of every asked number of places", () =>
    expect(evaluateLists([list(0, [1, 2, 3], [1])], 1, [1, 2], byNumber).map(({ mean }) => mean)).toEqual([
      { recall: 0, ndcg: 0 },
      { recall: 1, ndcg: 1 / Math.log2(3) },
    ]));

  it("lets equal scores keep the order of the list", () => {
    const [{ mean }] = evaluateLists([list(0, [7, 7, 7], [1])], 1, [1], byNumber);
    expect(mean.recall).toBe(0);
  });

  it("counts a relevant item that the list lacks as not found", () => {
    const [{ mean }] = evaluateLists([list(0, [7], [0, 1])], 1, [5], byNumber);
    expect(mean.recall).toBe(0.5);
  });

  it("leaves lists without a relevant item and domains without such lists out of the means", () => {
    const [{ domains, mean }] = evaluateLists([list(1, [7], []), list(1, [7], [0])], 2, [1], byNumber);
    expect(domains).toEqual([
      { lists: 0, recall: null, ndcg: null },
      { lists: 1, recall: 1, ndcg: 1 },
    ]);
    expect(mean.recall).toBe(1);
  });
});
