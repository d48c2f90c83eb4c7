import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Override } from "../../config/overrides.ts";
import { planRun } from "../../dag/plan.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import type { StudyName } from "../../util/study-names.ts";
import { executeRun } from "../execute.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printJsonText, printResult } from "../print.ts";
import { planJson, showPlan } from "../show-plan.ts";
import { shownPath } from "../summary.ts";

interface StudyOptions extends PipelineOptions {
  readonly seeds?: string;
  readonly dryRun?: true;
}

/** Runs the stage of a study and prints what came out. */
export async function study(name: StudyName, file: string, options: StudyOptions): Promise<void> {
  const json = options.json === true;
  const stage = `study-${name}` as const; // a string without it, where a stage is wanted
  const request = { ...(await prepareRun(file, options, options.dryRun, overrides(options))), until: stage };
  if (options.dryRun === true) {
    const plan = await planRun(request);
    return json ? printJson(planJson(plan)) : printResult(showPlan(plan));
  }
  const { plan } = await executeRun(request);
  const folder = join(plan.runFolder, stageFolders[stage]);
  const text = await readFile(join(folder, json ? "study.json" : "study.md"), "utf8");
  if (json) return printJsonText(text);
  return printResult(`${text}\npicture     ${shownPath(join(folder, "study.svg"))}`);
}

function overrides({ seeds }: StudyOptions): Override[] {
  return seeds === undefined ? [] : [{ path: ["train", "seeds"], value: Number(seeds), option: `--seeds ${seeds}` }];
}
