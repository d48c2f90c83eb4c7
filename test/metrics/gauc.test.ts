import { describe, expect, it } from "vitest";
import { auc } from "../../src/metrics/auc.ts";
import { gauc } from "../../src/metrics/gauc.ts";

describe("gauc", () => {
  it("is the AUC when there is one user", () => {
    const [scores, labels] = [
      [0.1, 0.7, 0.4, 0.4],
      [0, 1, 1, 0],
    ];
    expect(gauc(scores, labels, [5, 5, 5, 5])).toBe(auc(scores, labels));
  });

  it("weights users by their rows and leaves out those of one class", () => {
    const users = [1, 1, 2, 2, 2, 3];
    expect(gauc([1, 2, 3, 1, 2, 9], [0, 1, 0, 1, 0, 1], users)).toBe(2 / 5);
  });

  it("is null when every user has one class", () => expect(gauc([1, 2], [0, 1], [1, 2])).toBeNull());
});
