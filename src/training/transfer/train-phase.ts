import { existsSync, mkdirSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { z } from "zod";
import { transferSchema } from "../../data/artifacts/transfer.ts";
import { Predictions } from "../evaluation.ts";
import { saveWeights } from "../finished-model.ts";
import { trainLoop } from "../train-loop.ts";
import type { Trainer } from "../trainer.ts";
import { evaluateTarget } from "./evaluate-target.ts";
import { folderOf, type PhaseBench, settingsOf, splitOf, trainerOf, weightsOf, weightsPath } from "./phase-trainer.ts";
import type { Phase } from "./phase.ts";

const runSchema = transferSchema.shape.models.element.shape.runs.element;
const finishedSchema = runSchema.pick({ valid: true, test: true }).extend({ phase: runSchema.shape.phases.element });

/** A phase with one seed, trained, and its model evaluated on rows of the target. */
export type FinishedPhase = z.infer<typeof finishedSchema>;

/**
 * Trains a phase with one seed; those that it needs were trained before. Its result and its best weights are left in its scratch folder: a phase that
 * was finished before a kill is not trained again, one that was not goes on from its checkpoint.
 */
export async function trainPhase(bench: PhaseBench, phase: Phase, seed: number): Promise<FinishedPhase> {
  const folder = folderOf(bench, phase, seed);
  const result = join(folder, "result.json");
  if (existsSync(result)) return finishedSchema.parse(JSON.parse(await readFile(result, "utf8")));
  const checkpoints = join(folder, "checkpoints");
  mkdirSync(checkpoints, { recursive: true });
  const [train, valid] = await Promise.all([splitOf(bench, phase, "train"), splitOf(bench, phase, "valid")]);
  const trainer = await trainerOf(bench, phase, seed, train.rows);
  try {
    if (phase.start !== undefined) trainer.startFrom(await weightsOf(bench, phase.start, seed));
    const { maxEpochs, patience, metric } = settingsOf(bench, phase);
    const stop = { maxEpochs, patience, metric };
    const { history, bestEpoch, stoppedBecause } = await trainLoop(trainer, {
      ...stop,
      train,
      valid,
      seed,
      scratchDir: checkpoints,
      signal: bench.signal,
      domains: bench.encode.domains.length,
      report: (progress) => bench.report(phase, seed, progress),
      epochTimed: (rows, seconds) => bench.epochTimed(phase, rows, seconds),
    });
    const { batchSize } = trainer.options;
    const finished: FinishedPhase = {
      phase: { phase: phase.title, rows: train.rows, batchSize, bestEpoch, stoppedBecause, history },
      valid: await evaluatePhase(bench, phase, trainer, "valid"),
      test: await evaluatePhase(bench, phase, trainer, "test"),
    };
    await saveWeights(trainer, weightsPath(folder));
    await writeFile(`${result}.tmp`, JSON.stringify(finished));
    await rename(`${result}.tmp`, result);
    await rm(checkpoints, { recursive: true });
    return finished;
  } finally {
    await trainer.close();
  }
}

/** A trainer with the best weights of a finished phase. */
export async function finishedTrainer(bench: PhaseBench, phase: Phase, seed: number): Promise<Trainer> {
  // Before there is a trainer, whose threads would have to be ended.
  const weights = await weightsOf(bench, phase, seed);
  const trainer = await trainerOf(bench, phase, seed, 1);
  try {
    trainer.startFrom(weights);
    return trainer;
  } catch (error) {
    await trainer.close();
    throw error;
  }
}

/** Metrics on the target's rows of a split, in which the users are listed in the same order. */
async function evaluatePhase(bench: PhaseBench, phase: Phase, trainer: Trainer, name: "valid" | "test") {
  const split = await splitOf(bench, phase, name, [bench.target]);
  const predictions = new Predictions(split.rows);
  for await (const batch of split.batches({ batchSize: trainer.predictRows, signal: bench.signal })) {
    predictions.append(await trainer.predict(batch), batch);
  }
  return evaluateTarget(predictions, bench.known[name]);
}
