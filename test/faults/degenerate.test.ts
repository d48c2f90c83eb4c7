import { beforeAll, describe, expect, it } from "vitest";
import type { Results } from "../../src/report/results.ts";
import { createRng } from "../../src/util/rng.ts";
import { audit, reportOf, resultsOf } from "./degenerate-log.ts";

const rng = createRng(3, "degenerate logs");
const label = (): number => Number(rng.uniform() < 0.4);
const category = (): string => `v${Math.floor(5 * rng.uniform())}`;
const number = (): string => rng.uniform().toFixed(3);
const rowsOf = (count: number, row: (i: number) => (string | number)[]): (string | number)[][] =>
  Array.from({ length: count }, (_, i) => row(i));

describe("an audit of a log with odd domains", () => {
  let results: Results;
  let report: string;
  // a and b are as usual, every row of c is negative and has no z, lone has one row; no user is in two domains.
  const domainOf = (i: number): string => (i === 50 ? "lone" : "abc"[i % 3]);
  beforeAll(() => {
    const done = audit({
      header: ["d", "y", "x", "z", "u"],
      rows: rowsOf(400, (i) => {
        const d = domainOf(i);
        return [d, d === "c" ? 0 : label(), category(), d === "c" ? "" : number(), `${d}${i % 20}`];
      }),
      features: { x: "{ kind: categorical }", z: "{ kind: numerical }", u: "{ kind: categorical, role: user }" },
      user: "u",
    });
    results = resultsOf(done);
    report = reportOf(done);
  });

  it("has no AUC for a domain with one class and says why", () => {
    expect(results.baseModel.test.auc.byDomain["c"]).toBeNull();
    expect(results.baseModel.test.reasons["c"]).toBe("one class: no positive row");
  });

  it("counts the one row of a domain and leaves no number of it undefined", () => {
    expect(results.domains.find(({ name }) => name === "lone")).toMatchObject({ rows: 1, users: 1 });
    expect(report).not.toMatch(/NaN|undefined|Infinity/);
  });

  it("finds no common users and takes them for the domain by another name", () => {
    expect(results.overlap.users?.["a"]?.["b"]).toBe(0);
    expect(report).toContain("**u** has no value that two domains share");
  });

  it("scores a feature that one domain lacks on the others and names that domain", () => {
    expect(results.ranking.find(({ feature }) => feature === "z")?.notScored).toBeNull();
    expect(report).toMatch(/Domains without effect mass add 0 to the DS of .*\*\*z\*\* \([^)]*c/);
  });
});

describe("an audit of a log with bad features", () => {
  let results: Results;
  let report: string;
  const bad: readonly (readonly [name: string, yaml: string, cell: (i: number) => string, notScored: string | null])[] =
    [
      ["constant", "{ kind: categorical }", () => "same", "one value in every row"],
      ["seven", "{ kind: numerical }", () => "7", "one value in every row"],
      ["nothing", "{ kind: categorical }", () => "", "null in every attributed row"],
      ["noNumber", "{ kind: numerical }", () => "", "no value in any attributed row"],
      ["emptyLists", '{ kind: numerical, sequence: { delimiter: "^" } }', () => "", "no value in any attributed row"],
      ["infinite", "{ kind: numerical }", () => "inf", "no value in any attributed row"],
      ["huge", "{ kind: numerical }", (i) => (i % 2 === 0 ? "1e308" : "-1e308"), "no value in any attributed row"],
      ["distinct", "{ kind: categorical }", (i) => `id${i}`, null],
      ["distinctNumbers", "{ kind: numerical }", (i) => String(i + 0.25), null],
      ["someInfinite", "{ kind: numerical }", (i) => ["Infinity", "-inf", "nan", number()][i % 4], null],
    ];
  beforeAll(() => {
    const done = audit({
      header: ["d", "y", "x", ...bad.map(([name]) => name)],
      rows: rowsOf(300, (i) => ["ab"[i % 2], label(), category(), ...bad.map(([, , cell]) => cell(i))]),
      features: { x: "{ kind: categorical }", ...Object.fromEntries(bad.map(([name, yaml]) => [name, yaml])) },
    });
    results = resultsOf(done);
    report = reportOf(done);
  });

  it.each(bad)("has one row for %s that says whether it is scored", (name, _yaml, _cell, notScored) => {
    const rows = results.ranking.filter(({ feature }) => feature === name);
    expect(rows.map((row) => row.notScored)).toEqual([notScored]);
    expect(report).toContain(name);
  });

  it("scores the sound feature", () => {
    expect(results.ranking.find(({ feature }) => feature === "x")?.notScored).toBeNull();
  });

  it("keeps every row and counts the values that are no usable number", () => {
    expect(results.ingest.rows).toMatchObject({ read: 300, kept: 300 });
    const unusable = results.features.filter((feature) => feature.unusable !== undefined);
    expect(unusable.map((feature) => [feature.feature, feature.unusable])).toEqual([
      ["infinite", 300],
      ["huge", 300],
      ["someInfinite", 225],
    ]);
    expect(report).toContain("**someInfinite**: 225 of 300 values are infinite, not a number or beyond 1e150");
  });

  it("has no number that is none", () => {
    expect(report).not.toMatch(/NaN|undefined/);
  });
});

describe("an audit of a log whose labels are all 0", () => {
  it("ends with the reason and what to look at", () => {
    const { status, stderr } = audit({
      header: ["d", "y", "x"],
      rows: rowsOf(40, (i) => ["ab"[i % 2], 0, category()]),
      features: { x: "{ kind: categorical }" },
    });
    expect(status).toBe(1);
    expect(stderr).toContain("the label is 0 in all 40 kept rows");
    expect(stderr).toContain("check label, label.positive and dataset.filter");
  });
});

describe("an audit of a log with lists of 100,000 elements", () => {
  it("counts each of them", () => {
    const list = (element: () => string): string => Array.from({ length: 100_000 }, element).join("^");
    const results = resultsOf(
      audit({
        header: ["d", "y", "s", "n"],
        rows: rowsOf(60, (i) => [
          "ab"[i % 2],
          label(),
          i < 2 ? list(category) : category(),
          i < 2 ? list(number) : number(),
        ]),
        features: {
          s: '{ kind: categorical, sequence: { delimiter: "^" } }',
          n: '{ kind: numerical, sequence: { delimiter: "^" } }',
        },
      }),
    );
    expect(results.features.map(({ overall }) => overall.elements)).toEqual([200_058, 200_058]);
    expect(results.features.map(({ encoding }) => encoding.truncatedRows)).toEqual([2, 2]);
  });
});
