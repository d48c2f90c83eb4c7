import { Argument, Command } from "commander";
import { studyNames } from "../../util/study-names.ts";
import { addPipelineOptions } from "../options.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens study`: one of the studies of DSFM's paper on the audit's selection, with a picture. */
export function studyCommand(): Command {
  const command = new Command("study")
    .description("train the variants of one study on the audit's selection, compare them and draw a picture")
    .addArgument(new Argument("<study>", "what to study").choices(studyNames))
    .argument("<pipeline.yaml>", "the pipeline file")
    .option("--seeds <n>", "runs per variant")
    .option("--dry-run", "only say what would run, and why");
  return addPipelineOptions(command).action(whenCalled(async () => (await import("../actions/study.ts")).study));
}
