import { Command, Option } from "commander";
import { stageNames } from "../../dag/stage.ts";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens run`: part of a pipeline, or its plan. */
export function runCommand(): Command {
  const command = new Command("run")
    .description("run a pipeline, or part of it")
    .argument("<pipeline.yaml>", "the pipeline file")
    .addOption(new Option("--until <stage>", "the last stage to run").choices(stageNames))
    .addOption(new Option("--from <stage>", "run this stage and those after it anew").choices(stageNames))
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(whenCalled(async () => (await import("../actions/run.ts")).run));
}
