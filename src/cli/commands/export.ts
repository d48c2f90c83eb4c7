import { Command, Option } from "commander";
import { addCommonOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

export const exportFormats = ["parquet", "arrow", "onnx"] as const;

/** `domainlens export`: the training feed or the base model of a run, copied out with its vocabularies. */
export function exportCommand(): Command {
  const command = new Command("export")
    .description("copy the training feed (parquet, arrow) or the base model (onnx) of a run, with its vocabularies")
    .argument("<run>", "folder or id of a run, or the name of a pipeline for its latest run")
    .addOption(new Option("--format <format>", "what to export").choices(exportFormats).makeOptionMandatory())
    .requiredOption("--to <folder>", "where to; made if it is not there");
  return addCommonOptions(command).action(whenCalled(async () => (await import("../actions/export.ts")).exportRun));
}
