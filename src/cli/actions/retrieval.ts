import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Override } from "../../config/overrides.ts";
import { planRun } from "../../dag/plan.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { retrievalArtifactSchema } from "../../data/artifacts/retrieval.ts";
import { retrievalTableText } from "../../report/retrieval/retrieval-table.ts";
import { retrievalComparisons } from "../../training/two-tower/retrieval-comparisons.ts";
import { retrievalModelNames } from "../../util/retrieval-names.ts";
import { executeRun } from "../execute.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printJsonText, printResult } from "../print.ts";
import { planJson, showPlan } from "../show-plan.ts";
import { shownPath } from "../summary.ts";

interface RetrievalOptions extends PipelineOptions {
  readonly model?: string;
  readonly study?: string;
  readonly seeds?: string;
  readonly dryRun?: true;
}

/** Runs the stage `retrieval` and prints the comparison. */
export async function retrieval(file: string, options: RetrievalOptions): Promise<void> {
  const json = options.json === true;
  const prepared = await prepareRun(file, options, options.dryRun, overrides(options));
  const request = { ...prepared, until: "retrieval" as const };
  if (options.dryRun === true) {
    const plan = await planRun(request);
    return json ? printJson(planJson(plan)) : printResult(showPlan(plan));
  }
  const { plan } = await executeRun(request);
  const folder = join(plan.runFolder, stageFolders.retrieval);
  const text = await readFile(join(folder, "retrieval.json"), "utf8");
  if (json) return printJsonText(text);
  const artifact = retrievalArtifactSchema.parse(JSON.parse(text));
  const tables = retrievalComparisons(artifact).map((comparison) => retrievalTableText(artifact, comparison));
  const report = `report      ${shownPath(join(folder, "retrieval.html"))}`;
  return printResult([...tables, "", report, `models      ${shownPath(folder)}`].join("\n"));
}

function overrides({ model, study, seeds }: RetrievalOptions): Override[] {
  const names = model === "all" ? [...retrievalModelNames] : model?.split(",").map((name) => name.trim());
  return [
    ...(names === undefined ? [] : [{ path: ["retrieval", "models"], value: names, option: `--model ${model}` }]),
    ...(study === undefined ? [] : [{ path: ["retrieval", "study"], value: study, option: `--study ${study}` }]),
    ...(seeds === undefined
      ? []
      : [{ path: ["retrieval", "seeds"], value: Number(seeds), option: `--seeds ${seeds}` }]),
  ];
}
