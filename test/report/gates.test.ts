import { describe, expect, it } from "vitest";
import { checkGates } from "../../src/cli/check-gates.ts";
import { buildResults } from "../../src/report/build-results.ts";
import { evaluateGates } from "../../src/report/gates.ts";
import { DomainlensError } from "../../src/util/errors.ts";
import { resultsInput } from "../support/results-input.ts";

const results = buildResults(resultsInput());

function refused(gate: string, of: unknown = results): DomainlensError {
  try {
    evaluateGates(of, { [gate]: 0 });
  } catch (error) {
    if (error instanceof DomainlensError) return error;
    throw error;
  }
  throw new Error(`gate ${gate} was taken`);
}

describe("evaluateGates", () => {
  it.each([
    ["rejects.maxShare", 0.2],
    ["rejects.minShare", 0.2],
    ["baseModel.test.auc.minOverall", 0.7],
    ["completeness.maxP95", 0.01],
    ["completeness.maxMax", 0.03],
    ["baseModel.test.auc.byDomain.minA", 0.75],
    ["baseModel.test.auc.byDomain.mina", 0.75],
    ["overlap.users.b.c.maxB.c", 4],
    ["ranking.0.minDs", 0.2],
  ])("passes %s at its bound %d", (gate, bound) => {
    expect(evaluateGates(results, { [gate]: bound })).toEqual([]);
  });

  it("reports every gate that fails, with its bound and value", () => {
    const gates = { "rejects.maxShare": 0.1, "completeness.maxP95": 1, "baseModel.test.auc.minOverall": 0.8 };
    expect(evaluateGates(results, gates)).toEqual([
      { gate: "rejects.maxShare", side: "max", bound: 0.1, value: 0.2 },
      { gate: "baseModel.test.auc.minOverall", side: "min", bound: 0.8, value: 0.75 },
    ]);
  });

  it("takes the name as written before the one with a small first letter", () => {
    expect(evaluateGates({ byDomain: { A: 1, a: 5 } }, { "byDomain.maxA": 2 })).toEqual([]);
  });

  it("tries shorter keys when the longest one leads nowhere", () => {
    const nested = { a: { b: { c: 1 } }, "a.b": { other: 2 } };
    expect(evaluateGates(nested, { "a.b.maxC": 0 })).toHaveLength(1);
  });

  it.each([
    ["rejects.maxShares", "did you mean rejects.maxShare?"],
    ["reject.maxShare", "did you mean rejects?"],
    ["baseModel.tests.auc.minOverall", "did you mean baseModel.test?"],
    ["rejects.share", "the last part of a gate is max<Field> or min<Field>"],
    ["baseModel.test.maxAuc", "go on to a number inside it: overall, byDomain"],
  ])("refuses %s: %s", (gate, remedy) => {
    const error = refused(gate);
    expect(error.code).toBe("config");
    expect(error.details.remedy).toContain(remedy);
  });

  it("refuses a number that the run does not have", () => {
    expect(refused("baseModel.test.auc.byDomain.minB.c").details.what).toContain("(null)");
  });

  it("refuses a text", () => {
    expect(refused("maxPipeline").details).toMatchObject({ value: "small" });
  });
});

describe("checkGates", () => {
  it("throws one gate error that lists all failures", () => {
    const gates = { "rejects.maxShare": 0.1, "completeness.maxP95": 0.001 };
    expect(() => checkGates(JSON.stringify(results), gates)).toThrow(
      "2 of 2 gates failed: rejects.maxShare: 0.2 is above the bound 0.1; completeness.maxP95: 0.01 is above the bound 0.001",
    );
  });

  it("is silent without gates", () => {
    expect(() => checkGates("{}", {})).not.toThrow();
  });
});
