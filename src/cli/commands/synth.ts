import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { aliccpFeatures } from "../../data/synth/planted-features.ts";
import { synthPipeline } from "../../data/synth/synth-pipeline.ts";
import { writeSynthLog } from "../../data/synth/write-log.ts";
import { DomainlensError } from "../../util/errors.ts";
import { printResult } from "../print.ts";
import { shownPath } from "../summary.ts";

interface SynthOptions {
  readonly shape: string;
  readonly rows: string;
  readonly seed: string;
  readonly out: string;
}

/** `domainlens synth`: a log with planted truth, to see what an audit finds. */
export function synthCommand(): Command {
  return new Command("synth")
    .description(
      "write a synthetic log with planted domain-sensitive features, decoys and neutral ones, and its pipeline",
    )
    .option("--shape <name>", "shape of the log: aliccp", "aliccp")
    .option("--rows <n>", "rows", "200000")
    .option("--seed <n>", "seed", "1")
    .option("--out <folder>", "where to write", "synth")
    .option("--debug", "print stacks of errors")
    .action(synth);
}

async function synth({ shape, rows, seed, out }: SynthOptions): Promise<void> {
  if (shape !== "aliccp") {
    throw new DomainlensError("usage", { what: "there is no such shape", value: shape, remedy: "use --shape aliccp" });
  }
  const name = `aliccp-${seed}`;
  await mkdir(out, { recursive: true });
  await writeSynthLog(join(out, `${name}.csv`), wholeNumber("--rows", rows, 1), wholeNumber("--seed", seed, 0));
  const truth = Object.fromEntries(aliccpFeatures.map((feature) => [feature.name, feature.planted]));
  await writeFile(join(out, `${name}.truth.json`), `${JSON.stringify(truth, null, 1)}\n`);
  const pipeline = join(out, `${name}.yaml`);
  await writeFile(pipeline, synthPipeline(name, `${name}.csv`));
  await printResult(`wrote ${shownPath(pipeline)}; now\n  domainlens audit ${shownPath(pipeline)}`);
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new DomainlensError("usage", {
    what: `${option} is not a whole number of at least ${least}`,
    value: text,
    remedy: `such as ${option} ${Math.max(least, 1)}`,
  });
}
