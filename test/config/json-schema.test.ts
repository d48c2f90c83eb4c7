import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configJsonSchema } from "../../src/config/json-schema.ts";
import { loadConfig } from "../../src/config/load.ts";
import { resolveSources } from "../../src/config/source-files.ts";

describe("configJsonSchema", () => {
  it("requires exactly what has no default", () => {
    expect(configJsonSchema().required).toEqual(["name", "dataset", "domain", "label", "features"]);
  });

  it("is plain JSON that forbids unknown keys", () => {
    const schema = configJsonSchema();
    expect(JSON.parse(JSON.stringify(schema))).toEqual(schema);
    expect(schema.additionalProperties).toBe(false);
  });
});

describe("the committed pipelines", () => {
  it.each(readdirSync("pipelines").filter((name) => name.endsWith(".yaml")))(
    "%s is valid and its files exist",
    async (name) => {
      const { config, folder } = await loadConfig(join("pipelines", name));
      expect(resolveSources(config, folder).length).toBeGreaterThan(0);
    },
  );
});
