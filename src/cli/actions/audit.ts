import { planRun } from "../../dag/plan.ts";
import { DomainlensError } from "../../util/errors.ts";
import { executeRun } from "../execute.ts";
import { checkGates } from "../check-gates.ts";
import { fileSets } from "../file-sets.ts";
import { readResults } from "../find-run.ts";
import { writeInferredPipeline } from "../infer.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJsonText, printResult } from "../print.ts";
import { printPlan } from "../print-plan.ts";
import { summarise } from "../summary.ts";

interface AuditOptions extends PipelineOptions {
  readonly dryRun?: true;
  readonly domain?: string;
  readonly label?: string;
}

/** The pipeline file itself, or one inferred from the files of a log. */
async function pipelineOf(files: readonly string[], { domain, label }: AuditOptions): Promise<string> {
  if (files.length === 1 && /\.ya?ml$/i.test(files[0])) {
    refuseColumns(files[0], { domain, label });
    return files[0];
  }
  if (label !== undefined && (domain !== undefined || fileSets(files)[0].entity !== undefined)) {
    const path = await writeInferredPipeline(files, { domain, label, again: true });
    process.stderr.write(`${path} is the pipeline: review it for the next audit\n`);
    return path;
  }
  throw new DomainlensError("usage", {
    what: "audit takes one pipeline file, or the files of a log with --domain and --label",
    value: files.join(" "),
    remedy: "write a pipeline with `domainlens init <files…> --domain COL --label COL`, then audit that",
  });
}

/** A pipeline names its domain and label itself: an option beside it would have no effect. */
function refuseColumns(file: string, given: Pick<AuditOptions, "domain" | "label">): void {
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    throw new DomainlensError("usage", {
      what: `--${key} goes with the files of a log: ${file} is a pipeline, which names its ${key} itself`,
      value,
      remedy: `leave --${key} out, or give --set '${key}=${value}'`,
    });
  }
}

/** Runs every stage of the audit, prints its results and checks the gates. */
export async function audit(files: readonly string[], options: AuditOptions): Promise<void> {
  const file = await pipelineOf(files, options);
  const json = options.json === true;
  const request = { ...(await prepareRun(file, options, options.dryRun)), until: "report" as const };
  if (options.dryRun === true) {
    const plan = await planRun(request);
    return printPlan(plan, request, json);
  }
  const { plan } = await executeRun(request);
  const { text, results } = await readResults(plan.runFolder);
  await (json ? printJsonText(text) : printResult(summarise(results, plan.runFolder)));
  checkGates(text, request.config.gates);
}
