import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { auc } from "../../src/metrics/auc.ts";
import { domainAuc } from "../../src/metrics/domain-auc.ts";

type Row = readonly [score: number, label: number, domain: number];
const domains = 3;

/** `auc` of each domain alone, and of all rows. */
function oneByOne(rows: readonly Row[]): (number | null)[] {
  return [0, 1, 2, undefined].map((d) => {
    const own = rows.filter(([, , domain]) => d === undefined || domain === d);
    return auc(
      own.map(([score]) => score),
      own.map(([, label]) => label),
    );
  });
}

function together(rows: readonly Row[]): (number | null)[] {
  const scores = Float32Array.from(rows, ([score]) => score);
  const labels = Uint8Array.from(rows, ([, label]) => label);
  return domainAuc({ scores, labels, domains: Int32Array.from(rows, ([, , domain]) => domain) }, domains);
}

describe("AUC by domain", () => {
  it.each([
    { name: "many ties", score: fc.integer({ min: -2, max: 2 }) },
    { name: "any scores", score: fc.float({ noNaN: true }) },
    { name: "zeros of both signs", score: fc.constantFrom(-0, 0, 1e-45, -1e-45) },
  ])("is that of each domain alone, and of all rows, with $name", ({ score }) => {
    const row = fc.tuple(score, fc.constantFrom(0, 1), fc.integer({ min: 0, max: domains + 1 }));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        expect(together(rows)).toEqual(oneByOne(rows));
      }),
    );
  });

  it("is null where a domain has no rows or one class, and that of a part of an array is its own", () => {
    const rows: Row[] = [
      [9, 1, 2],
      [0.5, 1, 0],
      [0.25, 0, 0],
      [0.75, 0, 1],
    ];
    expect(together(rows.slice(1))).toEqual([1, null, null, 0.5]);
    const scores = Float32Array.from(rows, ([score]) => score).subarray(1);
    const given = { scores, labels: Uint8Array.of(1, 0, 0), domains: Int32Array.of(0, 0, 1) };
    expect(domainAuc(given, domains)).toEqual([1, null, null, 0.5]);
  });
});
