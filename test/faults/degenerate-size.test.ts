import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/util/rng.ts";
import { patience } from "./check-faults.ts";
import { audit, reportOf, resultsOf } from "./degenerate-log.ts";

const rng = createRng(4, "large logs");
const label = (): number => Number(rng.uniform() < 0.4);
const category = (): string => `v${Math.floor(5 * rng.uniform())}`;
const number = (): string => rng.uniform().toFixed(2);
const lines = (text: string): number => text.split("\n").length;

// More than the queries join at once, and not a multiple of it; the machine's owner may ask for 2,000.
const features = Number(process.env["FAULT_FEATURES"] ?? 150);

describe("an audit of a log with 500 domains", () => {
  it(
    "compares them all, and neither its report nor its results grow with their pairs",
    () => {
      const done = audit({
        header: ["d", "y", "x", "n"],
        rows: Array.from({ length: 5000 }, (_, i) => [`domain${i % 500}`, label(), category(), number()]),
        features: { x: "{ kind: categorical }", n: "{ kind: numerical }" },
      });
      const results = resultsOf(done);
      expect(results.domains).toHaveLength(500);
      expect(results.ranking.map(({ notScored }) => notScored)).toEqual([null, null]);
      expect(results.ranking.map(({ pairs }) => pairs.length)).toEqual([64, 64]);
      const report = reportOf(done);
      expect(report).toContain("… and 460 more, in results.json.");
      expect(lines(report)).toBeLessThan(600);
      expect(statSync(join(done.run, "10-report/results.json")).size).toBeLessThan(2e7);
    },
    patience,
  );
});

describe(`an audit of a log with ${features} features`, () => {
  it(
    "ranks each of them and hands all on",
    () => {
      const names = Array.from({ length: features }, (_, f) => `f${f}`);
      const done = audit({
        header: ["d", "y", ...names],
        rows: Array.from({ length: 300 }, (_, i) => [
          "ab"[i % 2],
          label(),
          ...names.map((_name, f) => (f % 2 === 0 ? category() : number())),
        ]),
        features: Object.fromEntries(
          names.map((name, f) => [name, `{ kind: ${f % 2 === 0 ? "categorical" : "numerical"} }`]),
        ),
      });
      const results = resultsOf(done);
      expect(results.ranking.map(({ feature }) => feature).toSorted()).toEqual(names.toSorted());
      expect(results.selection.feed.columns.map(({ feature }) => feature)).toEqual(expect.arrayContaining(names));
      expect(lines(reportOf(done))).toBeLessThan(10 * features);
    },
    patience,
  );
});
