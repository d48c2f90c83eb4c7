import { Command, Option } from "commander";
import { planRun } from "../../dag/plan.ts";
import { type StageName, stageNames } from "../../dag/stage.ts";
import { executeRun } from "../execute.ts";
import { type PipelineOptions, addPipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printResult } from "../print.ts";
import { printPlan } from "../print-plan.ts";

interface RunOptions extends PipelineOptions {
  readonly until?: StageName;
  readonly from?: StageName;
  readonly dryRun?: true;
}

/** `domainlens run`: part of a pipeline, or its plan. */
export function runCommand(): Command {
  const command = new Command("run")
    .description("run a pipeline, or part of it")
    .argument("<pipeline.yaml>", "the pipeline file")
    .addOption(new Option("--until <stage>", "the last stage to run").choices(stageNames))
    .addOption(new Option("--from <stage>", "run this stage and those after it anew").choices(stageNames))
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(async (file: string, options: RunOptions) => {
    const { until, from, dryRun = false, json } = options;
    const prepared = await prepareRun(file, options, dryRun);
    const last = prepared.config.train.models.length === 0 ? "report" : "train";
    const request = { ...prepared, until: until ?? last, from };
    if (dryRun) {
      const plan = await planRun(request);
      return printPlan(plan, request, json === true);
    }
    const { plan, manifest } = await executeRun(request);
    return json === true ? printJson({ runFolder: plan.runFolder, manifest }) : printResult(plan.runFolder);
  });
}
