import { Command } from "commander";
import { modelNames } from "../../util/model-names.ts";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens train`: models on the audit's selection, compared over seeds. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("train models on the audit's selection and compare them over seeds")
    .argument("<pipeline.yaml>", "the pipeline file")
    .option("--model <names>", `models, separated by commas, or all: ${modelNames.join(", ")}`)
    .option("--seeds <n>", "runs per model")
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(whenCalled(async () => (await import("../actions/train.ts")).train));
}
