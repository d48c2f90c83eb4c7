import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { query } from "../../support/audited-log.ts";
import { readLog } from "../../support/read-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const item: ConfigInput["features"] = { item: { kind: "categorical" } };
const explode = { column: "seen", as: "item" };

describe("a column that the config adds", () => {
  it.each(["region", "Region"])("is refused where a file has %s, and a join takes region", async (name) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "log.csv"), `d,y,shop,${name}\na,0,1,own\n`);
    writeFileSync(join(folder, "shops.csv"), "id,region\n1,north\n");
    const joins = [{ files: ["shops.csv"], on: { shop: "id" }, take: { region: "region" } }];
    const options = {
      dataset: { joins },
      features: { region: { kind: "categorical" as const } },
      lookups: [join(folder, "shops.csv")],
    };
    await expect(readLog(join(folder, "log.csv"), options)).rejects.toMatchObject({
      code: "config",
      message: `dataset.joins.0.take: "region" is the name of a column that log.csv has itself`,
      details: { value: name, remedy: expect.stringMatching("another name") },
    });
  });

  it("is refused where a file has it, and an exploded list gives it to its elements", async () => {
    const path = join(temporaryFolder(), "log.parquet");
    await query(`COPY (SELECT 'a' AS d, 0 AS y, 'own' AS item, ['m', 'n'] AS seen) TO '${path}'`);
    await expect(readLog(path, { dataset: { explode }, features: item })).rejects.toThrow(
      'dataset.explode.as: "item" is the name of a column that log.parquet has itself',
    );
  });

  it("is the one that is meant where objects of JSON have a key of its name", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "log.jsonl"), '{"d":"a","y":0,"item":"own","seen":["m","n"]}\n');
    await readLog(join(folder, "log.jsonl"), { dataset: { explode }, features: item });
    expect(await query(`SELECT item FROM read_parquet('${folder}/rows/*.parquet') ORDER BY _row`)).toEqual([
      { item: "m" },
      { item: "n" },
    ]);
  });
});
