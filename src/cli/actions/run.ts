import { planRun } from "../../dag/plan.ts";
import type { StageName } from "../../dag/stage.ts";
import { redactSecrets } from "../../util/redact.ts";
import { executeRun } from "../execute.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJsonText, printResult } from "../print.ts";
import { printPlan } from "../print-plan.ts";

interface RunOptions extends PipelineOptions {
  readonly until?: StageName;
  readonly from?: StageName;
  readonly dryRun?: true;
}

/** Runs a pipeline, or a part of it, and prints the folder of the run. */
export async function run(file: string, options: RunOptions): Promise<void> {
  const { until, from, dryRun = false, json } = options;
  const prepared = await prepareRun(file, options, dryRun);
  const last = prepared.config.train.models.length === 0 ? "report" : "train";
  const request = { ...prepared, until: until ?? last, from };
  if (dryRun) {
    const plan = await planRun(request);
    return printPlan(plan, request, json === true);
  }
  const { plan, manifest } = await executeRun(request);
  if (json !== true) return printResult(plan.runFolder);
  // As in manifest.json: secrets of URLs in the config stay out of it.
  return printJsonText(redactSecrets(JSON.stringify({ runFolder: plan.runFolder, manifest }, null, 2)));
}
