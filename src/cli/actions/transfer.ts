import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Override } from "../../config/overrides.ts";
import { planRun } from "../../dag/plan.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { transferSchema } from "../../data/artifacts/transfer.ts";
import { transferText } from "../../report/transfer/transfer-text.ts";
import { compareAblations, compareMkt, compareTransfer } from "../../training/transfer/compare-transfer.ts";
import { DomainlensError } from "../../util/errors.ts";
import { transferAblations, transferNames } from "../../util/transfer-names.ts";
import { executeRun } from "../execute.ts";
import type { PipelineOptions } from "../options.ts";
import { prepareRun } from "../prepare.ts";
import { printJson, printJsonText, printResult } from "../print.ts";
import { planJson, showPlan } from "../show-plan.ts";
import { shownPath } from "../summary.ts";

interface TransferOptions extends PipelineOptions {
  readonly target?: string;
  readonly source?: string;
  readonly model?: string;
  readonly ablation?: string;
  readonly seeds?: string;
  readonly dryRun?: true;
}

/** Runs the stage `transfer` and prints the comparison. */
export async function transfer(file: string, options: TransferOptions): Promise<void> {
  const json = options.json === true;
  const given = overrides(options);
  const request = { ...(await prepareRun(file, options, options.dryRun, given)), until: "transfer" as const };
  if (request.config.transfer === undefined) {
    throw new DomainlensError("usage", {
      what: "no target entity was named",
      remedy: `give --target, one of the values of the domain, or transfer.target in ${file}`,
    });
  }
  if (options.dryRun === true) {
    const plan = await planRun(request);
    return json ? printJson(planJson(plan)) : printResult(showPlan(plan));
  }
  const { plan } = await executeRun(request);
  const folder = join(plan.runFolder, stageFolders.transfer);
  const text = await readFile(join(folder, "transfer.json"), "utf8");
  if (json) return printJsonText(text);
  const artifact = transferSchema.parse(JSON.parse(text));
  const mkt = compareMkt(artifact);
  const compared = { lines: compareTransfer(artifact), mkt, ablations: compareAblations(artifact) };
  const shown = transferText({ artifact, ...compared, settings: request.config.base });
  return printResult([shown, "", `report      ${shownPath(join(folder, "transfer.html"))}`].join("\n"));
}

function overrides({ target, source, model, ablation, seeds }: TransferOptions): Override[] {
  const listed: readonly (readonly [string, unknown, string])[] = [
    ["target", target, `--target ${target}`],
    ["source", namesOf(source, []), `--source ${source}`],
    ["models", namesOf(model, transferNames), `--model ${model}`],
    ["ablations", namesOf(ablation, transferAblations), `--ablation ${ablation}`],
    ["seeds", seeds === undefined ? undefined : Number(seeds), `--seeds ${seeds}`],
  ];
  return listed.flatMap(([key, value, option]) =>
    value === undefined ? [] : [{ path: ["transfer", key], value, option }],
  );
}

function namesOf(text: string | undefined, all: readonly string[]): readonly string[] | undefined {
  if (text === "all" && all.length > 0) return all;
  return text === "none" ? [] : text?.split(",").map((name) => name.trim());
}
