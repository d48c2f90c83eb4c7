import { Command, Option } from "commander";
import { retrievalModelNames } from "../../util/retrieval-names.ts";
import { retrievalStudyNames } from "../../util/retrieval-studies.ts";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens retrieval`: two towers of users and items by each model, compared on held-out items over seeds. */
export function retrievalCommand(): Command {
  const command = new Command("retrieval")
    .description("train towers of users and items and compare them on held-out items over seeds; needs no audit")
    .argument("<pipeline.yaml>", "the pipeline file, with a `retrieval` block")
    .option("--model <names>", `models, separated by commas, or all: ${retrievalModelNames.join(", ")}`)
    .addOption(new Option("--study <name>", "variants of ADI instead of models").choices(retrievalStudyNames))
    .option("--seeds <n>", "runs per model")
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(
    whenCalled(async () => (await import("../actions/retrieval.ts")).retrieval),
  );
}
