import { existsSync, mkdirSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trainSchema, type TrainedModel } from "../data/artifacts/train.ts";
import type { EncodedSplit } from "../data/encoded-rows.ts";
import { evaluateSplit, type LoopOptions, trainLoop } from "./train-loop.ts";
import type { Trainer } from "./trainer.ts";

export type ModelRun = TrainedModel["runs"][number];
const runSchema = trainSchema.shape.models.element.shape.runs.element;

/** Where the splits of a run come from and how it is trained; `scratchDir` is the run's own. */
export interface RunOptions extends LoopOptions {
  readonly test: EncodedSplit;
}

/**
 * One model with one seed, trained and evaluated; leaves its best weights in the trainer. A run that was finished before a kill is not
 * trained again: its result lies beside its checkpoint.
 */
export async function trainRun(trainer: Trainer, seed: number, options: RunOptions): Promise<ModelRun> {
  mkdirSync(options.scratchDir, { recursive: true });
  const { history, bestEpoch, stoppedBecause, valid } = await trainLoop(trainer, { ...options, seed });
  const run: ModelRun = {
    seed,
    bestEpoch,
    stoppedBecause,
    history,
    valid: await valid(),
    test: await evaluateSplit(trainer, options.test, options),
  };
  const path = resultPath(options.scratchDir);
  await writeFile(`${path}.tmp`, JSON.stringify(run));
  await rename(`${path}.tmp`, path);
  return run;
}

/** The result of a run that was finished before, or undefined. */
export async function finishedRun(scratchDir: string): Promise<ModelRun | undefined> {
  const path = resultPath(scratchDir);
  return existsSync(path) ? runSchema.parse(JSON.parse(await readFile(path, "utf8"))) : undefined;
}

function resultPath(scratchDir: string): string {
  return join(scratchDir, "result.json");
}
