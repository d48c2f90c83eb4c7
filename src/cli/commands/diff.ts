import { Command } from "commander";
import { addCommonOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens diff`: what changed between two runs, as Markdown on stdout. */
export function diffCommand(): Command {
  const command = new Command("diff")
    .description("print what changed between two runs, such as the audits of two log dumps")
    .argument("<runA>", "folder or id of a run, or the name of a pipeline for its latest run")
    .argument("<runB>", "the run to compare it with");
  return addCommonOptions(command).action(whenCalled(async () => (await import("../actions/diff.ts")).diff));
}
