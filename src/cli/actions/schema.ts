import { configJsonSchema } from "../../config/json-schema.ts";
import { resultsJsonSchema } from "../../report/results.ts";
import { printJson } from "../print.ts";

/** Prints a JSON Schema. */
export async function schema({ results }: { readonly results?: true }): Promise<void> {
  await printJson(results === true ? resultsJsonSchema() : configJsonSchema());
}
