import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../src/config/load.ts";
import { entitiesPipeline } from "../../../../src/data/synth/entities/entities-pipeline.ts";
import { entityFeatures } from "../../../../src/data/synth/entities/entity-features.ts";
import { writeEntitiesLog } from "../../../../src/data/synth/entities/write-entities-log.ts";
import { query } from "../../../support/audited-log.ts";
import { temporaryFolder } from "../../../support/run-stage.ts";

const rows = 20_000;
const specific = entityFeatures.filter(({ role }) => role.startsWith("entity-specific"));

describe("a synthetic log of two entities", () => {
  const folder = temporaryFolder();
  const path = join(folder, "log.csv");
  beforeAll(() => writeEntitiesLog(path, rows, 1));

  it("has three rows of the source for one of the target", async () => {
    const [{ share }] = await query(
      `SELECT AVG(CASE WHEN entity = 'product' THEN 1 ELSE 0 END) AS share FROM '${path}'`,
    );
    // Binomial with a standard deviation of 0.0031: five of them.
    expect(Math.abs(Number(share) - 0.25)).toBeLessThan(0.0155);
  });

  it("has a positive rate of about a tenth in both entities", async () => {
    const rates = await query(`SELECT AVG(label) AS rate FROM '${path}' GROUP BY entity`);
    // Five deviations of 5,000 rows and of the 20,000 draws that the bias is fitted on.
    expect(rates.filter(({ rate }) => Math.abs(Number(rate) - 0.1) > 0.025)).toEqual([]);
  });

  it("is the same bytes for the same seed, and others for another", async () => {
    await writeEntitiesLog(join(folder, "again.csv"), 500, 1);
    await writeEntitiesLog(join(folder, "other.csv"), 500, 2);
    const [first, again, other] = ["log", "again", "other"].map((name) =>
      readFileSync(join(folder, `${name}.csv`), "utf8"),
    );
    expect(first.startsWith(again)).toBe(true);
    expect(other).not.toBe(again);
  });

  it.each(specific)("fills $name in every row of its entity and in no other", async ({ name, role }) => {
    const owner = role.slice("entity-specific:".length);
    const [{ wrong }] = await query(
      `SELECT COUNT(*) AS wrong FROM '${path}' WHERE ("${name}" IS NOT NULL) <> (entity = '${owner}')`,
    );
    expect(wrong).toBe("0");
  });

  it("gives a user one age, one city and one tenure", async () => {
    const several = await query(
      `SELECT user_id FROM '${path}' GROUP BY user_id
       HAVING COUNT(DISTINCT user_age) > 1 OR COUNT(DISTINCT user_city) > 1 OR COUNT(DISTINCT user_tenure) > 1`,
    );
    expect(several).toEqual([]);
  });

  it.each([
    ["post_outlet", "post_template"],
    ["post_format", "post_theme"],
    ["product_discount", "product_tax_class"],
  ])("draws the useful %s and the useless %s from one law", async (useful, useless) => {
    const counts = (name: string): string =>
      `SELECT "${name}" AS value, COUNT(*) AS n FROM '${path}' WHERE "${name}" IS NOT NULL GROUP BY "${name}"`;
    const [{ distance }] = await query(
      `SELECT SUM(ABS(coalesce(a.n, 0) - coalesce(b.n, 0))) / SUM(coalesce(a.n, 0) + coalesce(b.n, 0)) AS distance
       FROM (${counts(useful)}) AS a FULL JOIN (${counts(useless)}) AS b ON a.value = b.value`,
    );
    // Σ √(p / n) / √π over the values is the mean variation of two samples: 0.05 for 400 Zipf values in 15,000 rows.
    expect(Number(distance)).toBeLessThan(0.07);
  });

  it.each(specific.filter(({ form }) => form === "numerical"))(
    "lets $name, $planted, move the label or not",
    async ({ name, planted }) => {
      const [{ shift }] = await query(
        `SELECT AVG("${name}") FILTER (WHERE label = 1) - AVG("${name}") FILTER (WHERE label = 0) AS shift FROM '${path}'`,
      );
      // A slope of 0.5 shifts the mean of the positives by about 0.4; the shift's deviation over 500 positives is 0.047.
      expect(Math.abs(Number(shift)) > 0.235).toBe(planted === "entity-specific-useful");
    },
  );

  it("has a taste that both entities share: topics that a user's products were about go with clicked posts", async () => {
    const [{ lift }] = await query(
      `SELECT AVG(label) FILTER (WHERE likes) / AVG(label) FILTER (WHERE NOT likes) AS lift FROM (
         SELECT label, list_contains(string_split(product_history, '^'), topic) AS likes
         FROM '${path}' WHERE entity = 'post' AND product_history IS NOT NULL)`,
    );
    // Without a common taste it is 1, with a deviation of about 0.05.
    expect(Number(lift)).toBeGreaterThan(1.3);
  });

  it("has a pipeline that loads, names every feature but the ids of users and gives each its role", async () => {
    writeFileSync(join(folder, "log.yaml"), entitiesPipeline("log", "log.csv"));
    const { config } = await loadConfig(join(folder, "log.yaml"), []);
    expect(Object.entries(config.features).map(([name, { role }]) => [name, role])).toEqual(
      entityFeatures.filter(({ form }) => form !== "user-id").map(({ name, role }) => [name, role]),
    );
  });
});
