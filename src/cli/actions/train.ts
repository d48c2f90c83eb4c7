import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Override } from "../../config/overrides.ts";
import { planRun } from "../../dag/plan.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { trainSchema } from "../../data/artifacts/train.ts";
import { modelTableText } from "../../report/model-table.ts";
import { compareModels } from "../../training/compare-models.ts";
import { readSpeedNotes } from "../../training/training-speed.ts";
import { DomainlensError } from "../../util/errors.ts";
import { modelNames } from "../../util/model-names.ts";
import { executeRun } from "../execute.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printJsonText, printResult } from "../print.ts";
import { planJson, showPlan } from "../show-plan.ts";
import { shownPath } from "../summary.ts";

interface TrainOptions extends PipelineOptions {
  readonly model?: string;
  readonly seeds?: string;
  readonly dryRun?: true;
}

/** Runs the audit and the training on its selection, and prints the comparison. */
export async function train(file: string, options: TrainOptions): Promise<void> {
  const json = options.json === true;
  const prepared = await prepareRun(file, options, options.dryRun, overrides(options));
  const request = { ...prepared, until: "train" as const };
  if (request.config.train.models.length === 0) {
    throw new DomainlensError("usage", {
      what: "no model was named",
      remedy: `give --model, such as --model dsfm,shared-dnn, or train.models in ${file}`,
    });
  }
  if (options.dryRun === true) {
    const plan = await planRun(request);
    return json ? printJson(planJson(plan)) : printResult(showPlan(plan));
  }
  const { plan, manifest } = await executeRun(request);
  const folder = join(plan.runFolder, stageFolders.train);
  const text = await readFile(join(folder, "train.json"), "utf8");
  if (json) return printJsonText(text);
  const artifact = trainSchema.parse(JSON.parse(text));
  const table = modelTableText(artifact, compareModels(artifact), readSpeedNotes(manifest.stages["train"].notes));
  const paths = [`report      ${shownPath(join(folder, "models.html"))}`, `models      ${shownPath(folder)}`];
  return printResult([table, "", ...paths].join("\n"));
}

function overrides({ model, seeds }: TrainOptions): Override[] {
  const names = model === "all" ? [...modelNames] : model?.split(",").map((name) => name.trim());
  return [
    ...(names === undefined ? [] : [{ path: ["train", "models"], value: names, option: `--model ${model}` }]),
    ...(seeds === undefined ? [] : [{ path: ["train", "seeds"], value: Number(seeds), option: `--seeds ${seeds}` }]),
  ];
}
