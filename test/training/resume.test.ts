import { afterAll, beforeAll, expect, it } from "vitest";
import type { Config } from "../../src/config/schema.ts";
import { configSchema } from "../../src/config/schema.ts";
import type { Evaluation } from "../../src/data/artifacts/train-base.ts";
import { star } from "../../src/models/star.ts";
import { optimiserOptions } from "../../src/training/optimiser-options.ts";
import { type LoopOptions, type LoopResult, trainLoop } from "../../src/training/train-loop.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import {
  batchSize,
  loopFor,
  networkFor,
  openTrainingLog,
  trainerFor,
  type TrainingLog,
} from "../support/training-log.ts";

let log: TrainingLog;
beforeAll(async () => {
  log = await openTrainingLog();
});
afterAll(() => log.session.close());

/** Everything that has a state of its own or depends on the step. */
const base: Config["base"] = configSchema.shape.base.parse({
  learningRate: 0.02,
  dropout: 0.3,
  embeddingL2: 1e-4,
  maxEpochs: 5,
  metric: "logLoss",
  schedule: { kind: "cosine", warmupSteps: 15, minRate: 0.001 },
  clipNorm: 0.2,
  weights: { class: "balanced", domain: { b: 3 } },
});

interface Trained extends Omit<LoopResult, "valid"> {
  /** Of the best epoch: kept from training, or evaluated again where that was before the kill. */
  readonly valid: Evaluation;
  /** Every tensor bit by bit: moments and embeddings too. */
  readonly tensors: Float32Array[];
}

async function train(more: Partial<LoopOptions> = {}): Promise<Trained> {
  const optimiser = await optimiserOptions(base, { ...log, batchSize });
  const network = networkFor(log, star, { hidden: [8], partitionedNorm: true });
  const trainer: Trainer = await trainerFor(log, network, optimiser);
  try {
    const result = await trainLoop(trainer, loopFor(log, { metric: base.metric, ...more }));
    const valid = await result.valid();
    return { ...result, valid, tensors: [...trainer.dense.values(), ...trainer.tables.map(({ values }) => values)] };
  } finally {
    await trainer.close();
  }
}

it("training ends in the same bits when it is killed in epoch 3 and resumed, with schedule, clipping, weights, dropout and running statistics", async () => {
  const whole = await train();
  const { scratchDir } = loopFor(log);
  const controller = new AbortController();
  const report: LoopOptions["report"] = ({ message, done = 0 }) => {
    if (message.startsWith("epoch 3 ") && done > 3 * batchSize) controller.abort(new Error("killed"));
  };
  await expect(train({ scratchDir, report, signal: controller.signal })).rejects.toThrow("killed");
  expect(await train({ scratchDir })).toEqual(whole);
  expect(whole.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5]);
});
