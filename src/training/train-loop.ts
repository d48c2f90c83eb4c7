import type { EncodedBatch } from "../data/batch.ts";
import type { EncodedSplit } from "../data/encoded-rows.ts";
import type { Progress } from "../dag/stage.ts";
import type { Evaluation } from "../data/artifacts/train-base.ts";
import { DomainlensError } from "../util/errors.ts";
import { ReadAhead } from "../util/read-ahead.ts";
import { createRng } from "../util/rng.ts";
import type { Trainer } from "./trainer.ts";
import { epochsDone, loadEpoch, resumeCheckpoint, saveCheckpoint } from "./checkpoint.ts";
import { evaluate, Predictions } from "./evaluation.ts";
import { type History, isBetter, type ValidationMetric } from "./history.ts";

export interface LoopOptions {
  readonly train: EncodedSplit;
  readonly valid: EncodedSplit;
  readonly domains: number;
  readonly maxEpochs: number;
  readonly patience: number;
  /** What the best epoch is chosen by. */
  readonly metric: ValidationMetric;
  /** The domains whose validation rows it is chosen by; default: all. */
  readonly chooseDomains?: readonly number[];
  readonly seed: number;
  /** Checkpoints; survives a kill. */
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Told after each epoch how many rows were trained in how many seconds; they are not deterministic and reach no artifact. */
  readonly epochTimed?: (rows: number, seconds: number) => void;
  /** Bytes that may be kept of training and of validation rows for later epochs, each; default: 0. */
  readonly keptBytes?: number;
  /** The rows of the first epoch that is trained, where these are being read: `readFirstEpoch`. */
  readonly firstRows?: ReadAhead<EncodedBatch>;
}

export interface LoopResult {
  readonly history: History;
  readonly bestEpoch: number;
  readonly stoppedBecause: string;
  /** The best epoch on all validation rows; evaluated again only where training has not kept it. */
  readonly valid: () => Promise<Evaluation>;
}

/**
 * Epochs until the validation metric has not improved for `patience` of them; the best weights are restored. A run killed after an
 * epoch and started again continues from its checkpoint and ends in the same bits.
 */
export async function trainLoop(trainer: Trainer, options: LoopOptions): Promise<LoopResult> {
  const { maxEpochs, patience, metric, chooseDomains, scratchDir } = options;
  const valid = chooseDomains === undefined ? options.valid : await options.valid.ofDomains(chooseDomains);
  if (options.train.rows === 0) throw noRows(options.train);
  if (chooseDomains !== undefined && valid.rows === 0) throw noRows(valid);
  const resumed = await resumeCheckpoint(scratchDir, trainer);
  const history: History = [...(resumed?.history ?? [])];
  let bestEpoch = resumed?.bestEpoch ?? 0;
  let best: Evaluation | undefined;
  let stoppedBecause = `the limit of ${maxEpochs} epochs`;
  const { batchSize } = trainer.options;
  let rows = options.firstRows;
  let validRows: ReadAhead<EncodedBatch> | undefined;
  try {
    for (let epoch = (resumed?.epoch ?? 0) + 1; epoch <= maxEpochs; epoch++) {
      if (bestEpoch > 0 && epoch - 1 - bestEpoch >= patience) break;
      rows ??= rowsOfEpoch(options, batchSize, epoch);
      await rows.begun;
      // Read while this epoch is trained, and those of the next one while it is evaluated.
      validRows = rowsToPredict(trainer, valid, { ...options, keptBytes: keptBytesOf(options, epoch) });
      const trainLoss = await trainEpoch(trainer, options, epoch, rows);
      trainer.checkFinite(epoch);
      rows = epoch < maxEpochs ? rowsOfEpoch(options, batchSize, epoch + 1) : undefined;
      const evaluation = await evaluateSplit(trainer, valid, options, validRows);
      const { auc, logLoss } = evaluation.overall;
      history.push({ epoch, trainLoss, validAuc: auc, validLogLoss: logLoss ?? 0 });
      if (isBetter(history[epoch - 1], history[bestEpoch - 1], metric)) [bestEpoch, best] = [epoch, evaluation];
      await saveCheckpoint(scratchDir, trainer, { epoch, steps: trainer.steps, history, bestEpoch });
    }
  } finally {
    await rows?.close();
    await validRows?.close();
  }
  if (history.length - bestEpoch >= patience) {
    stoppedBecause = `no better validation metric in ${patience} epochs`;
  }
  if (history.length !== bestEpoch) await loadEpoch(scratchDir, trainer, bestEpoch);
  const ofAll = chooseDomains === undefined ? best : undefined;
  return {
    history,
    bestEpoch,
    stoppedBecause,
    valid: async () => ofAll ?? (await evaluateSplit(trainer, options.valid, options)),
  };
}

/** Begins to read what `trainLoop` trains on first, before there is a trainer; whoever has called this closes it. */
export async function readFirstEpoch(
  options: EpochOptions & Pick<LoopOptions, "scratchDir">,
  batchSize: number,
): Promise<ReadAhead<EncodedBatch>> {
  return rowsOfEpoch(options, batchSize, 1 + (await epochsDone(options.scratchDir)));
}

type EpochOptions = Pick<LoopOptions, "train" | "seed" | "signal" | "maxEpochs" | "keptBytes">;

function rowsOfEpoch(options: EpochOptions, batchSize: number, epoch: number): ReadAhead<EncodedBatch> {
  const { train, seed, signal } = options;
  const keptBytes = keptBytesOf(options, epoch);
  return new ReadAhead(train.batches({ batchSize, shuffle: { seed, epoch }, signal, keptBytes, copied: "when told" }));
}

/** The last epoch has none after it. */
function keptBytesOf({ keptBytes = 0, maxEpochs }: EpochOptions, epoch: number): number {
  return epoch < maxEpochs ? keptBytes : 0;
}

async function trainEpoch(
  trainer: Trainer,
  options: LoopOptions,
  epoch: number,
  rows: AsyncIterable<EncodedBatch>,
): Promise<number> {
  const { train, seed, report, maxEpochs } = options;
  const uniforms = createRng(seed + 7919 * epoch, "dropout");
  const start = performance.now();
  let done = 0;
  let total = 0;
  let totalWeight = 0;
  for await (const batch of rows) {
    const { loss, weight } = await trainer.train(batch, epoch, uniforms);
    total += loss * weight;
    totalWeight += weight;
    done += batch.rows;
    report({
      message: `epoch ${epoch} of at most ${maxEpochs}`,
      detail: `loss ${(total / totalWeight).toFixed(4)}`,
      done,
      total: train.rows,
      unit: "rows",
      after: (maxEpochs - epoch) * train.rows,
    });
  }
  options.epochTimed?.(done, (performance.now() - start) / 1000);
  return total / totalWeight;
}

function noRows({ name, domains }: EncodedSplit): DomainlensError {
  return new DomainlensError("data", {
    what: `the ${name} split has no rows${domains === undefined ? "" : " of the domains that a model is trained for"}`,
    value: domains,
    remedy: "give the split a larger share, or look at the domains' sizes in the report",
  });
}

/** Begins to read the rows of a split as `evaluateSplit` takes them; whoever has called this closes it. */
export function rowsToPredict(
  { predictRows: batchSize }: Pick<Trainer, "predictRows">,
  split: EncodedSplit,
  { signal, keptBytes }: Pick<LoopOptions, "signal" | "keptBytes">,
): ReadAhead<EncodedBatch> {
  return new ReadAhead(split.batches({ batchSize, signal, keptBytes, copied: "when told" }));
}

/** Metrics of a split, overall and per domain. @param rows those of the split, where they are being read: `rowsToPredict` */
export async function evaluateSplit(
  trainer: Trainer,
  split: EncodedSplit,
  options: Pick<LoopOptions, "domains" | "signal">,
  rows: AsyncIterable<EncodedBatch> = rowsToPredict(trainer, split, { signal: options.signal }),
): Promise<Evaluation> {
  const predictions = new Predictions(split.rows);
  for await (const batch of rows) predictions.append(await trainer.predict(batch), batch);
  return evaluate(predictions, options.domains);
}
