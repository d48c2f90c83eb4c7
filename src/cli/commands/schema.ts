import { Command } from "commander";
import { configJsonSchema } from "../../config/json-schema.ts";
import { printJson } from "../print.ts";

/** `domainlens schema`: the JSON Schema of pipelines or of results.json. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of the pipeline file, or of results.json")
    .option("--results", "the schema of results.json, which `audit --json` prints")
    .option("--debug", "print stacks of errors")
    .action(async ({ results }: { readonly results?: true }) => {
      if (results !== true) return printJson(configJsonSchema());
      const { resultsJsonSchema } = await import("../../report/results.ts");
      return printJson(resultsJsonSchema());
    });
}
