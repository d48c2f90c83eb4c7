import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConfigInput } from "../../../src/config/schema.ts";
import { ingestStage } from "../../../src/stages/ingest.ts";
import { profileStage } from "../../../src/stages/profile.ts";
import { runStage, runStageFully, sourceFiles, temporaryFolder } from "../../support/run-stage.ts";

/** Profiles a log of posts and products and gives the warnings. @param price text of the price column of the first post */
async function warningsOf(features: ConfigInput["features"], price = ""): Promise<readonly string[]> {
  const lines = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((k) => [
    `post,${k % 2},${k},${k === 1 ? price : ""},${10 * k},`,
    `product,${k % 2},${k},${k},,`,
  ]);
  const run = temporaryFolder();
  writeFileSync(join(run, "log.csv"), `entity,y,k,price,length,tags\n${lines.join("\n")}\n`);
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"] },
    domain: "entity",
    label: "y",
    features: { k: { kind: "categorical" }, ...features },
    split: { by: "hash", train: 0.5, valid: 0.25, test: 0.25, key: ["k"] },
  };
  await runStage(ingestStage, { run, config, files: sourceFiles([join(run, "log.csv")]) });
  return (await runStageFully(profileStage, { run, config })).warnings;
}

describe("roles of features that one entity alone has", () => {
  it("pass without a word where the rows of the others hold none", async () => {
    const features: ConfigInput["features"] = {
      price: { kind: "numerical", role: "entity-specific:product" },
      length: { kind: "numerical", role: "entity-specific:post" },
    };
    expect(await warningsOf(features)).toEqual([]);
  });

  it("warn of values in rows of another entity, with their number", async () => {
    const warnings = await warningsOf({ price: { kind: "numerical", role: "entity-specific:product" } }, "7");
    expect(warnings).toEqual(["features.price is declared for product alone, but 1 rows of others hold a value"]);
  });

  it("refuse an entity that is no domain, with the nearest", async () => {
    const found = warningsOf({ price: { kind: "numerical", role: "entity-specific:products" } });
    await expect(found).rejects.toMatchObject({
      code: "config",
      details: {
        what: 'features.price.role names the entity "products", which is no domain of the log',
        remedy: 'did you mean "product"? The domains are: post, product',
      },
    });
  });

  it.each([
    ["a feature of another entity", "length", { kind: "numerical", role: "entity-specific:product" }],
    [
      "a sequence that is always empty",
      "tags",
      { kind: "categorical", role: "entity-specific:product", sequence: { delimiter: "^" } },
    ],
  ] satisfies [string, string, ConfigInput["features"][string]][])(
    "refuse %s: its entity never has it",
    async (_, name, feature) => {
      await expect(warningsOf({ [name]: feature })).rejects.toMatchObject({
        code: "data",
        details: {
          what: `features.${name} is declared for the entity "product", but none of its 8 rows holds a value`,
          remedy: expect.stringContaining(`correct the column or expression of features.${name}`),
        },
      });
    },
  );
});
