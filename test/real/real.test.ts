import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resultsSchema, type Results } from "../../src/report/results.ts";

const present = existsSync("../shared/data/coupon");
if (!present) console.log("skipped: the real-data audits, because ../shared/data is absent");

/** Audits one pipeline through the built command line, with default settings, and returns what `--json` prints. */
function audit(name: string, runs: string): Results {
  const command = ["dist/cli/main.js", "audit", `test/real/${name}.yaml`, "--runs-dir", runs, "--json"];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  expect(status, stderr).toBe(0);
  return resultsSchema.parse(JSON.parse(stdout));
}

describe.skipIf(!present)("audits of real data with default settings", () => {
  let runs: string;
  beforeAll(() => {
    runs = mkdtempSync(join(tmpdir(), "domainlens-real-"));
  });
  afterAll(() => rmSync(runs, { recursive: true, force: true }));

  it.each([
    ["coupon", 12_684, 5, 0.8],
    ["shoppers", 12_330, 3, 0.905],
  ])(
    "reaches the test AUC of a tuned network on %s",
    (name, rows, domains, auc) => {
      const results = audit(name, runs);
      expect(results.ingest.rows.read).toBe(rows);
      expect(results.ingest.rows.rejected).toBe(0);
      expect(results.domains).toHaveLength(domains);
      expect(results.baseModel.test.auc.overall).toBeGreaterThanOrEqual(auc);
    },
    180_000,
  );

  it.each([
    ["adult", 48_842, 9],
    ["taobaoad_tiny", 300, 2],
    ["ebnerd", 10_848, 3],
  ])(
    "audits %s without a special case",
    (name, rows, domains) => {
      const results = audit(name, runs);
      expect(results.ingest.rows.read).toBe(rows);
      expect(results.ingest.rows.kept + results.ingest.rows.rejected).toBe(rows);
      expect(results.domains).toHaveLength(domains);
      expect(results.ranking.length).toBeGreaterThan(0);
    },
    180_000,
  );

  it("finds the importance of what front pages and article pages of ebnerd have to themselves", () => {
    const results = audit("ebnerd-entities", runs);
    expect(results.domains.map(({ name, rows }) => [name, rows])).toEqual([
      ["front", 7470],
      ["article", 3378],
    ]);
    const found = Object.entries(results.importance?.entities ?? {}).map(([entity, { rows, test, features }]) => {
      return { entity, rows, features: Object.keys(features).toSorted(), auc: test.auc ?? 0 };
    });
    expect(found).toMatchObject([
      { entity: "front", features: ["front_articles", "front_seconds"] },
      { entity: "article", features: ["article", "article_is_candidate", "article_scroll", "article_seconds"] },
    ]);
    // A model that has learnt nothing is at 0.5; 623 test rows with 55 clicks have a standard error of 0.035.
    expect(Math.min(...found.map(({ auc }) => auc))).toBeGreaterThan(0.6);
  }, 180_000);
});
