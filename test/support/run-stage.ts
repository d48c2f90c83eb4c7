import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { type Config, type ConfigInput, configSchema } from "../../src/config/schema.ts";
import {
  type Progress,
  type SourceFile,
  type Stage,
  type StageFolders,
  stageNames,
  type StageResult,
} from "../../src/dag/stage.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { sha256 } from "../../src/util/hash.ts";

/** A folder that a test may fill; it goes when all tests are done (`scratch.ts`). */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), "domainlens-test-"));
}

/** Files of a dataset as the DAG hands them to a stage. */
export function sourceFiles(paths: readonly string[], use = "dataset"): SourceFile[] {
  return paths.map((path) => ({
    name: path.split("/").at(-1) ?? path,
    path,
    bytes: statSync(path).size,
    sha256: statSync(path).isFile() ? sha256(readFileSync(path)) : "0",
    use,
  }));
}

export interface StageRun {
  readonly run: string;
  readonly config: ConfigInput;
  readonly files?: readonly SourceFile[];
  readonly threads?: number;
  /** Told of progress; what it throws ends the stage, as a kill would. */
  readonly report?: (progress: Progress) => void;
}

/** What a stage left and said. */
export interface FinishedStage {
  readonly folder: string;
  readonly result: StageResult;
  readonly warnings: readonly string[];
}

/** Runs one stage in `<run>/<NN-stage>`, as the DAG would, and returns that folder. */
export async function runStage<Slice>(stage: Stage<Slice>, options: StageRun): Promise<string> {
  return (await runStageFully(stage, options)).folder;
}

/** As `runStage`, with the stage's rows, notes and warnings. */
export async function runStageFully<Slice>(
  stage: Stage<Slice>,
  { run, config, files = [], threads, report = () => {} }: StageRun,
): Promise<FinishedStage> {
  const parsed: Config = configSchema.parse(config);
  const outputDir = join(run, stageFolders[stage.name]);
  const scratchDir = join(run, `scratch-${stage.name}`);
  for (const folder of [outputDir, scratchDir]) mkdirSync(folder, { recursive: true });
  const has = stageNames.filter((name) => name !== "importance" || existsSync(join(run, stageFolders[name])));
  // Every stage that all pipelines have gets a folder, so the record is complete.
  const inputs = Object.fromEntries(has.map((name) => [name, join(run, stageFolders[name])])) as StageFolders;
  const warnings: string[] = [];
  const result = await stage.run({
    config: stage.slice(parsed),
    outputDir,
    scratchDir,
    inputs,
    files,
    resources: { memoryBytes: 2 ** 31, threads: threads ?? availableParallelism(), device: "cpu" },
    seed: parsed.seed,
    signal: new AbortController().signal,
    report,
    warn: (message) => warnings.push(message),
  });
  return { folder: outputDir, result, warnings };
}
