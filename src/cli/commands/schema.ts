import { Command } from "commander";
import { whenCalled } from "../when-called.ts";

/** `domainlens schema`: the JSON Schema of pipelines or of results.json. */
export function schemaCommand(): Command {
  return new Command("schema")
    .description("print the JSON Schema of the pipeline file, or of results.json")
    .option("--results", "the schema of results.json, which `audit --json` prints")
    .option("--debug", "print stacks of errors")
    .action(whenCalled(async () => (await import("../actions/schema.ts")).schema));
}
