import { Command } from "commander";
import { addCommonOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens report`: the files of a run's report, drawn anew with `--render`. */
export function reportCommand(): Command {
  const command = new Command("report")
    .description("print the paths of a run's report")
    .argument("<run>", "folder or id of a run, or the name of a pipeline for its latest run")
    .option("--render", "render the report again from the run's artifacts");
  return addCommonOptions(command).action(whenCalled(async () => (await import("../actions/report.ts")).report));
}
