import { Command } from "commander";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens audit`: the main job. */
export function auditCommand(): Command {
  const command = new Command("audit")
    .description("audit a log: run every stage of a pipeline and print where the report is")
    .argument("<pipeline.yaml | files...>", "the pipeline file, or the files of a log with --domain and --label")
    .option("--dry-run", "only say what would run, and why")
    .option("--domain <column>", "for files: the column that tells the domains apart")
    .option("--label <column>", "for files: the binary label");
  return addPipelineOptions(command).action(whenCalled(async () => (await import("../actions/audit.ts")).audit));
}
