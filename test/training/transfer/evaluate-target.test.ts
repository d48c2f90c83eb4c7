import { describe, expect, it } from "vitest";
import { Predictions } from "../../../src/training/evaluation.ts";
import { countUsers, evaluateTarget } from "../../../src/training/transfer/evaluate-target.ts";

/** User 0: one pair, in order; user 1: three rows, one of two pairs in order; user 2: one class; and a row of nobody. */
const rows = [
  { user: 0, label: 1, logit: 3, trainingRows: 1 },
  { user: 0, label: 0, logit: 2, trainingRows: 1 },
  { user: 1, label: 1, logit: 0, trainingRows: 7 },
  { user: 1, label: 0, logit: -1, trainingRows: 7 },
  { user: 1, label: 0, logit: 1, trainingRows: 7 },
  { user: 2, label: 1, logit: -5, trainingRows: 7 },
  { user: -1, label: 0, logit: 9, trainingRows: 0 },
];
const column = (name: keyof (typeof rows)[number]): Int32Array => Int32Array.from(rows, (row) => row[name]);
const users = { user: column("user"), label: column("label"), trainingRows: column("trainingRows") };
const groups = [
  { from: 0, to: 5, users: 1, rows: 2 },
  { from: 6, to: null, users: 2, rows: 4 },
];

function predictions(): Predictions {
  const all = new Predictions(rows.length);
  const domain = new Int32Array(rows.length).fill(3);
  all.append(
    Float32Array.from(rows, ({ logit }) => logit),
    { rows: rows.length, label: users.label, domain },
  );
  return all;
}

describe("metrics on the target's rows", () => {
  it("have the users' AUCs weighted by their rows, without users of one class and rows of nobody", () => {
    const { gauc, rows: count } = evaluateTarget(predictions(), { users, groups });
    // User 0 has AUC 1 on two rows, user 1 one half on three.
    expect(gauc).toBeCloseTo((2 * 1 + 3 * 0.5) / 5, 12);
    expect(count).toBe(7);
  });

  it("are given for each group of users", () => {
    const [few, many] = evaluateTarget(predictions(), { users, groups }).groups;
    expect(few).toEqual({ auc: 1, gauc: 1 });
    // Of the pairs of {0, -5} with {-1, 1}, one of four is in order.
    expect(many).toEqual({ auc: 0.25, gauc: 0.5 });
  });

  it("have no GAUC without users", () => {
    const { auc, gauc, groups: none } = evaluateTarget(predictions(), undefined);
    expect(gauc).toBeNull();
    expect(none).toEqual([]);
    expect(auc).toBeCloseTo(4 / 12, 12);
  });

  it("count the users, and those with rows of both classes", () => {
    expect(countUsers(users)).toEqual({ count: 3, mixed: 2, mixedRows: 5 });
  });
});
