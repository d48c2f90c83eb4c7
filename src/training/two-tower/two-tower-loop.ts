import { z } from "zod";
import type { Progress } from "../../dag/stage.ts";
import { percentByEpoch } from "../../models/adi/self-training.ts";
import type { CandidateList } from "../../retrieval/types.ts";
import { createRng } from "../../util/rng.ts";
import { loadEpoch, readCheckpoint, saveCheckpoint } from "../checkpoint.ts";
import { NegativeSource, negativeRng } from "./negatives.ts";
import { type Counts, pseudoPairs } from "./pseudo-pairs.ts";
import { evaluateTowers } from "./score-lists.ts";
import { bestOf, isBetterEpoch, labelledEpochs, type TowerHistory, towerHistorySchema } from "./tower-history.ts";
import { joinPairs, pairBatches, type TrainingPairs } from "./training-pairs.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

const stateSchema = z.object({ epoch: z.int(), bestEpoch: z.int(), history: towerHistorySchema });

/** Epochs with pseudo labels: the first takes `percent` per cent of each domain's rows, each later one `step` more. */
export interface SelfTrainingPlan {
  readonly percent: number;
  readonly step: number;
  readonly epochs: number;
  /** What the learning rate is multiplied by. */
  readonly rate: number;
}

export interface TwoTowerLoop extends Counts {
  readonly pairs: TrainingPairs;
  /** Held-out lists that choose the epoch, and N of their recall; null trains all epochs and keeps the last. */
  readonly validation: { readonly lists: readonly CandidateList[]; readonly place: number } | null;
  /** Epochs on labels, at most, and how many may pass without a better one. */
  readonly maxEpochs: number;
  readonly patience: number;
  /** What the learning rate is multiplied by after each epoch on labels. Default: 1. */
  readonly rateDecay?: number;
  /** Epochs with pseudo labels that follow the best one on labels. */
  readonly selfTraining: SelfTrainingPlan | null;
  /** Called with the best weights on labels before the first epoch with pseudo labels; again when a run goes on that was killed in that epoch. */
  readonly onLabelled?: () => Promise<void>;
  readonly seed: number;
  /** Checkpoints; survives a kill. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

export interface TwoTowerResult {
  readonly history: TowerHistory;
  readonly bestEpoch: number;
}

/**
 * Trains two towers epoch by epoch: on labels until validation has not improved for `patience` epochs, then, from the best of them, with pseudo
 * labels. The best weights of all are restored. A run that is killed and started again continues after its last epoch and ends in the same bits.
 */
export async function twoTowerLoop(trainer: TwoTowerTrainer, loop: TwoTowerLoop): Promise<TwoTowerResult> {
  const { maxEpochs, patience, scratchDir, selfTraining } = loop;
  const resumed = await readCheckpoint(scratchDir, stateSchema);
  const run: Run = { trainer, loop, history: [...(resumed?.history ?? [])], bestEpoch: resumed?.bestEpoch ?? 0 };
  if (resumed !== undefined) await load(run, resumed.epoch);
  const onLabels = (): number => labelledEpochs(run.history).length;
  const labelled = (): boolean => run.history.length === onLabels();
  while (labelled() && onLabels() < maxEpochs && run.history.length - run.bestEpoch < patience) {
    await epoch(run, "labels", loop.pairs);
  }
  const percents =
    selfTraining === null ? [] : percentByEpoch(selfTraining.percent, selfTraining.step, selfTraining.epochs);
  for (let k = run.history.length - onLabels(); k < percents.length; k++) {
    if (k === 0) {
      await load(run, run.bestEpoch);
      await loop.onLabelled?.();
    }
    const pseudo = await pseudoPairs(trainer, loop.pairs, percents[k], loop);
    await epoch(run, "self-training", joinPairs(loop.pairs, pseudo));
  }
  if (run.history.length !== run.bestEpoch) await load(run, run.bestEpoch);
  return { history: run.history, bestEpoch: run.bestEpoch };
}

interface Run {
  readonly trainer: TwoTowerTrainer;
  readonly loop: TwoTowerLoop;
  readonly history: TowerHistory;
  bestEpoch: number;
}

async function load({ trainer, loop, history }: Run, wanted: number): Promise<void> {
  await loadEpoch(loop.scratchDir, trainer, wanted);
  trainer.steps = history[wanted - 1].steps;
}

async function epoch(run: Run, phase: TowerHistory[number]["phase"], pairs: TrainingPairs): Promise<void> {
  const { trainer, loop, history } = run;
  const number = history.length + 1;
  trainer.rateFactor = rateFactor(loop, phase, labelledEpochs(history));
  const trainLoss = await trainEpoch(run, number, pairs);
  const metrics = await validate(run);
  const pseudoRows = pairs.count - loop.pairs.count;
  history.push({ epoch: number, phase, pseudoRows, steps: trainer.steps, trainLoss, ...metrics });
  if (isBetterEpoch(history[number - 1], history[run.bestEpoch - 1])) run.bestEpoch = number;
  const state = { epoch: number, bestEpoch: run.bestEpoch, history };
  await saveCheckpoint(loop.scratchDir, trainer, state);
}

/** Pseudo labels go on from the best epoch on labels. */
function rateFactor(loop: TwoTowerLoop, phase: TowerHistory[number]["phase"], labelled: TowerHistory): number {
  const { rateDecay = 1, selfTraining } = loop;
  if (phase === "labels") return rateDecay ** labelled.length;
  return rateDecay ** bestOf(labelled).epoch * (selfTraining?.rate ?? 1);
}

async function validate({ trainer, loop }: Run): Promise<{ recall: number | null; ndcg: number | null }> {
  const { validation, itemCount } = loop;
  if (validation === null) return { recall: null, ndcg: null };
  const [{ mean }] = await evaluateTowers(trainer, validation.lists, { itemCount, places: [validation.place] });
  return mean;
}

/** The loss, mean over the pairs. */
async function trainEpoch({ trainer, loop }: Run, number: number, pairs: TrainingPairs): Promise<number> {
  const { seed, signal, report, itemCount: items } = loop;
  const { batchSize, negatives, towers } = trainer.options;
  const source = new NegativeSource(pairs, negatives, { items, domains: towers.domains });
  const rngs = { draw: negativeRng(seed, number), dropout: createRng(seed + 7919 * number, "dropout") };
  let [done, total] = [0, 0];
  for (const batch of pairBatches(pairs, batchSize, { seed, epoch: number })) {
    signal.throwIfAborted();
    total += batch.count * (await trainer.train(batch, source, rngs));
    done += batch.count;
    const detail = `loss ${(total / done).toFixed(4)}`;
    report({ message: `epoch ${number}`, detail, done, total: pairs.count, unit: "pairs" });
  }
  return total / Math.max(done, 1);
}
