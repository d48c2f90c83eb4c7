import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import { synthShapes } from "../../data/synth/shapes.ts";
import { whenCalled } from "../when-called.ts";

/** `domainlens synth`: a log with planted truth, to see what an audit finds. */
export function synthCommand(): Command {
  return new Command("synth")
    .description(
      "write a synthetic log with planted truth and its pipeline: domain-sensitive features and decoys, entities with features of their own, or positives in domains that share users",
    )
    .addOption(new Option("--shape <name>", "shape of the log").choices(Object.keys(synthShapes)).default("aliccp"))
    .option(
      "--rows <n>",
      `rows (default: ${Object.entries(synthShapes)
        .map(([shape, { rows }]) => `${rows} for ${shape}`)
        .join(", ")})`,
    )
    .option("--seed <n>", "seed", "1")
    .option("--out <folder>", "where to write", "synth")
    .addOption(
      new Option("--format <name>", "format of the log (default: parquet for aliccp, csv for the others)").choices([
        "parquet",
        "csv",
      ]),
    )
    .option("--threads <n>", "threads that write Parquet", String(Math.min(4, availableParallelism())))
    .option("--debug", "print stacks of errors")
    .action(whenCalled(async () => (await import("../actions/synth.ts")).synth));
}
