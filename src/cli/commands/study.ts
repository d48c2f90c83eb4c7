import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Argument, Command } from "commander";
import type { Override } from "../../config/overrides.ts";
import { planRun } from "../../dag/plan.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { type StudyName, studyNames } from "../../util/study-names.ts";
import { executeRun } from "../execute.ts";
import { type PipelineOptions, addPipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printJsonText, printResult } from "../print.ts";
import { planJson, showPlan } from "../show-plan.ts";
import { shownPath } from "../summary.ts";

interface StudyOptions extends PipelineOptions {
  readonly seeds?: string;
  readonly dryRun?: true;
}

/** `domainlens study`: one of the studies of DSFM's paper on the audit's selection, with a picture. */
export function studyCommand(): Command {
  const command = new Command("study")
    .description("train the variants of one study on the audit's selection, compare them and draw a picture")
    .addArgument(new Argument("<study>", "what to study").choices(studyNames))
    .argument("<pipeline.yaml>", "the pipeline file")
    .option("--seeds <n>", "runs per variant")
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(study);
}

async function study(name: StudyName, file: string, options: StudyOptions): Promise<void> {
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
