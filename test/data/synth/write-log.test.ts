import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../src/config/load.ts";
import { aliccpDomains, aliccpFeatures } from "../../../src/data/synth/planted-features.ts";
import { synthPipeline } from "../../../src/data/synth/synth-pipeline.ts";
import { writeSynthLog } from "../../../src/data/synth/write-log.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const rows = 20_000;

describe("a synthetic log", () => {
  const folder = temporaryFolder();
  const path = join(folder, "log.csv");
  beforeAll(() => writeSynthLog(path, rows, 1));

  it("has the rows, domains and positive rate of its shape", async () => {
    const counts = await query(`SELECT domain, COUNT(*) / ${rows} AS share FROM '${path}' GROUP BY domain`);
    const shares = new Map(counts.map((row) => [row["domain"], Number(row["share"])]));
    // Binomial with a standard deviation of at most 0.0035: five of them.
    const far = aliccpDomains.filter(({ name, share }) => Math.abs((shares.get(name) ?? 0) - share) > 0.0175);
    expect(far).toEqual([]);
  });

  it("has the positive rate of each large domain", async () => {
    const rates = await query(`SELECT domain, AVG(label) AS rate FROM '${path}' GROUP BY domain`);
    const found = new Map(rates.map((row) => [row["domain"], Number(row["rate"])]));
    // The bias is fitted on 20,000 draws of its own; five deviations of the two together.
    const far = aliccpDomains.slice(0, 2).filter(({ name, positiveRate }) => {
      return Math.abs((found.get(name) ?? 0) - positiveRate) > 0.014;
    });
    expect(far).toEqual([]);
  });

  it("is the same bytes for the same seed, and others for another", async () => {
    await writeSynthLog(join(folder, "again.csv"), 500, 1);
    await writeSynthLog(join(folder, "other.csv"), 500, 2);
    const [first, again, other] = ["log", "again", "other"].map((name) =>
      readFileSync(join(folder, `${name}.csv`), "utf8"),
    );
    expect(first.startsWith(again)).toBe(true);
    expect(other).not.toBe(again);
  });

  it.each(aliccpFeatures.filter(({ form }) => form === "numerical"))(
    "plants $name as $planted: the mean differs between the large domains or not",
    async ({ name, shift }) => {
      const means = await query(
        `SELECT AVG("${name}") AS mean FROM '${path}' WHERE domain <> 'channel' GROUP BY domain`,
      );
      const [a, b] = means.map((row) => Number(row["mean"]));
      // The planted difference is 2 shift; a mean of 7,600 rows or more has a standard deviation of at most 0.012.
      expect(Math.abs(Math.abs(a - b) - 2 * shift)).toBeLessThan(0.08);
    },
  );

  it("has a pipeline that loads and names every feature", async () => {
    writeFileSync(join(folder, "log.yaml"), synthPipeline("log", "log.csv", "csv"));
    const { config } = await loadConfig(join(folder, "log.yaml"), []);
    expect(Object.keys(config.features)).toEqual(["domain", ...aliccpFeatures.map(({ name }) => name)]);
  });
});
