import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import type { Results } from "../../src/report/results.ts";
import { createRng } from "../../src/util/rng.ts";
import { patience } from "./check-faults.ts";
import { type Audit, auditFiles, reportOf, resultsOf } from "./degenerate-log.ts";

const rng = createRng(5, "drifting dumps");
const category = (): string => `v${Math.floor(4 * rng.uniform())}`;
const label = (): number => Number(rng.uniform() < 0.5);
const table = (header: string, rows: readonly (readonly (string | number)[])[]): string =>
  `${[header, ...rows.map((cells) => cells.join(","))].join("\n")}\n`;

const yaml = `
split: { by: time, column: t, train: 0.5, valid: 0.25, test: 0.25 }
features:
  x: { kind: categorical }
  n: { kind: numerical }
`;

// Files by day. In training: domains a, b and gone; x v0 to v3; n a number. Later: gone is replaced by fresh, b is always negative, half of x are
// new categories, n is null; the second file has its columns in another order, and one more.
const early = table(
  "d,y,x,n,t",
  Array.from({ length: 200 }, (_, i) => [["a", "b", "gone"][i % 3], label(), category(), i % 17, 1000 + i]),
);
const late = table(
  "t,d,x,y,n,extra",
  Array.from({ length: 200 }, (_, i) => {
    const d = ["a", "b", "fresh"][i % 3];
    return [2000 + i, d, i % 2 === 0 ? `new${i % 5}` : category(), d === "b" ? 0 : label(), "", "e"];
  }),
);

describe("an audit of a dump whose second file is another", () => {
  let done: Audit;
  let drift: Results["drift"];
  let report: string;
  beforeAll(() => {
    done = auditFiles({ "day-1.csv": early, "day-2.csv": late }, yaml);
    ({ drift } = resultsOf(done));
    report = reportOf(done);
  });

  it("reads columns by name and says which file has others, or another order", () => {
    expect(resultsOf(done).ingest.rows).toMatchObject({ read: 400, kept: 400 });
    expect(drift.files).toEqual([
      {
        file: "logs/day-2.csv",
        comparedWith: "logs/day-1.csv",
        lacks: [],
        adds: ["extra"],
        types: [],
        reordered: true,
      },
    ]);
    expect(report).toContain("1 file has other columns than the first, or in another order");
  });

  it("names the domain that vanished and the one that appeared, with their rows", () => {
    expect(drift.domains).toEqual([
      { domain: "fresh", trainRows: 0, laterRows: 66, change: "appeared" },
      { domain: "gone", trainRows: 66, laterRows: 0, change: "vanished" },
    ]);
    expect(report).toContain("Domain **fresh** has no training row, but 66 in valid and test");
  });

  it("names the domain whose label became constant", () => {
    expect(drift.labels).toMatchObject([{ domain: "b", laterRows: 67, laterPositives: 0 }]);
    expect(report).toContain("The label of domain **b** became constant");
  });

  it("counts the categories that training never had, and their values", () => {
    const x = drift.features.find(({ feature }) => feature === "x");
    expect(x).toMatchObject({
      laterElements: 200,
      unseen: { elements: 100, values: 5, share: 0.5 },
      becameNull: false,
    });
    expect(report).toContain("100 of 200 values in valid and test (50.0 %) are 5 categories that training never had");
  });

  it("names the feature that became null", () => {
    const n = drift.features.find(({ feature }) => feature === "n");
    expect(n).toMatchObject({ trainNullShare: 0, laterNullShare: 1, unseen: null, becameNull: true });
    expect(report).toContain("**n** became null: 0.0 % null in training, 100.0 % in valid and test.");
  });

  it(
    "compares nulls and categories with an earlier run",
    () => {
      const before = auditFiles({ "day-1.csv": early }, yaml);
      const command = ["dist/cli/main.js", "diff", before.run, done.run];
      const { stdout } = spawnSync(process.execPath, command, { encoding: "utf8" });
      expect(stdout).toContain("| n | 0.00 % | 50.00 % | +50.00 % |");
      expect(stdout).toMatch(/Categories that .* never had[\s\S]*\| x \| 5 \| 100 \| 25.00 % \|/);
    },
    patience,
  );
});
