import { Command } from "commander";
import { transferAblations, transferNames } from "../../util/transfer-names.ts";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens transfer`: models for one entity of the log with what the others teach, compared over seeds. */
export function transferCommand(): Command {
  const command = new Command("transfer")
    .description("train models for one entity with the knowledge of the others (MKT and what it is compared with)")
    .argument("<pipeline.yaml>", "the pipeline file")
    .option("--target <entity>", "the domain that the models are for")
    .option("--source <entities>", "domains whose rows help, separated by commas; default: all others")
    .option("--model <names>", `models, separated by commas, or all: ${transferNames.join(", ")}`)
    .option("--ablation <names>", `parts to leave out of mkt, all, or none: ${transferAblations.join(", ")}`)
    .option("--seeds <n>", "runs per model")
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(whenCalled(async () => (await import("../actions/transfer.ts")).transfer));
}
