import { Command } from "commander";
import { addCommonOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

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
  return addCommonOptions(command).action(whenCalled(async () => (await import("../actions/init.ts")).init));
}
