import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Command, Option } from "commander";
import { synthShapes } from "../../data/synth/shapes.ts";
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
      "write a synthetic log with planted truth and its pipeline: domain-sensitive features and decoys, entities with features of their own, or positives in domains that share users",
    )
    .addOption(new Option("--shape <name>", "shape of the log").choices(Object.keys(synthShapes)).default("aliccp"))
    .option("--rows <n>", "rows", "200000")
    .option("--seed <n>", "seed", "1")
    .option("--out <folder>", "where to write", "synth")
    .option("--debug", "print stacks of errors")
    .action(synth);
}

async function synth({ shape, rows, seed, out }: SynthOptions): Promise<void> {
  const { writeLog, truth, pipeline, command } = synthShapes[shape];
  const name = `${shape}-${seed}`;
  await mkdir(out, { recursive: true });
  const more = await writeLog(join(out, `${name}.csv`), wholeNumber("--rows", rows, 1), wholeNumber("--seed", seed, 0));
  await writeFile(join(out, `${name}.truth.json`), `${JSON.stringify({ ...truth, ...more }, null, 1)}\n`);
  const path = join(out, `${name}.yaml`);
  await writeFile(path, pipeline(name, `${name}.csv`));
  await printResult(`wrote ${shownPath(path)}; now\n  domainlens ${command} ${shownPath(path)}`);
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
