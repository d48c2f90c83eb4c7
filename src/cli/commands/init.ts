import { Command } from "commander";
import { type InferOptions, writeInferredPipeline } from "../infer.ts";
import { type CommonOptions, addCommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";

/** `domainlens init`: a first pipeline for a log, for the user to review. */
export function initCommand(): Command {
  const command = new Command("init")
    .description("look at a log and write pipelines/<name>.yaml, a pipeline for you to review")
    .argument("<files...>", "CSV, TSV, Parquet or JSONL files of one log, or of each entity as <entity>=<file>")
    .option(
      "--domain <column>",
      "the column that tells the domains apart: scenario, market, site …; not for <entity>=<file>",
    )
    .requiredOption("--label <column>", "the binary label: click, conversion …")
    .option("--name <name>", "name of the pipeline; default: from the file name")
    .option("--force", "overwrite a pipeline of that name");
  return addCommonOptions(command).action(async (files: readonly string[], options: InferOptions & CommonOptions) => {
    const path = await writeInferredPipeline(files, options);
    if (options.json === true) return printJson({ path });
    return printResult(`wrote ${path}: review it, then\n  domainlens audit ${path}`);
  });
}
