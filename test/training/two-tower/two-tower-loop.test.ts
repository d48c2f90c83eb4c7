import { describe, expect, it } from "vitest";
import { holdOut } from "../../../src/training/two-tower/hold-out.ts";
import { type TwoTowerLoop, twoTowerLoop } from "../../../src/training/two-tower/two-tower-loop.ts";
import type { TwoTowerTrainer } from "../../../src/training/two-tower/two-tower-trainer.ts";
import { temporaryFolder } from "../../support/run-stage.ts";
import { allPairs, tasteLog, tasteTrainer } from "../../support/two-tower-sample.ts";

const log = tasteLog();
const held = holdOut(log, { candidates: 19, maxUsers: 100, seed: 1 });

function loopFor(more: Partial<TwoTowerLoop> = {}): TwoTowerLoop {
  return {
    pairs: held.train,
    validation: { lists: held.lists, place: 5 },
    userCount: log.userCount,
    itemCount: log.itemCount,
    maxEpochs: 6,
    patience: 3,
    selfTraining: { percent: 20, step: 10, epochs: 2, rate: 0.5 },
    seed: 1,
    scratchDir: temporaryFolder(),
    signal: new AbortController().signal,
    report: () => {},
    ...more,
  };
}

/** Every tensor bit by bit: moments and embeddings too. */
const tensors = (trainer: TwoTowerTrainer): Float32Array[] => [
  ...trainer.dense.values(),
  ...trainer.tables.map(({ values }) => values),
];

async function train(more: Partial<TwoTowerLoop> = {}) {
  const trainer = await tasteTrainer(log, held.train);
  const result = await twoTowerLoop(trainer, loopFor(more));
  return { ...result, tensors: tensors(trainer) };
}

describe("the training loop of two towers", () => {
  it("learns which of the items a user would choose", async () => {
    const { history, bestEpoch } = await train({ maxEpochs: 20, patience: 20, selfTraining: null });
    // Five of twenty places by chance: 0.25. Of the own group are ten of twenty items.
    expect(history[bestEpoch - 1].recall).toBeGreaterThan(0.4);
    expect(history.at(-1)?.trainLoss).toBeLessThan(history[0].trainLoss);
  });

  it("continues from the best epoch on labels with growing shares of pseudo labels", async () => {
    const { history } = await train();
    const selfTrained = history.filter(({ phase }) => phase === "self-training");
    const counts = [0, 1].map((d) => held.train.domains.filter((of) => of === d).length);
    const rows = (percent: number): number => counts.reduce((sum, n) => sum + Math.ceil((n * percent) / 100), 0);
    expect(selfTrained.map(({ pseudoRows }) => pseudoRows)).toEqual([rows(20), rows(30)]);
    const labelled = history.filter(({ phase }) => phase === "labels");
    const best = Math.max(...labelled.map(({ recall }) => recall ?? 0));
    const start = labelled.filter(({ recall }) => recall === best)[0];
    const perEpoch = Math.ceil((held.train.count + rows(20)) / 64);
    expect(selfTrained[0].steps).toBe(start.steps + perEpoch);
  });

  it("lowers the learning rate after each epoch on labels, and goes on with pseudo labels where the best one ended", async () => {
    const trainer = await tasteTrainer(log, held.train);
    const factors: number[] = [];
    const report: TwoTowerLoop["report"] = ({ done }) => {
      if (done === 64) factors.push(trainer.rateFactor);
    };
    const { history } = await twoTowerLoop(trainer, loopFor({ rateDecay: 0.5, patience: 9, report }));
    const labelled = history.filter(({ phase }) => phase === "labels");
    const best = labelled.reduce((a, b) => ((b.recall ?? 0) > (a.recall ?? 0) ? b : a));
    const last = 0.5 ** best.epoch * 0.5;
    expect(factors).toEqual([1, 0.5, 0.25, 0.125, 0.0625, 0.03125, last, last]);
  });

  it("keeps the last epoch where nothing is held out", async () => {
    const trainer = await tasteTrainer(log, allPairs(log));
    const { history, bestEpoch } = await twoTowerLoop(trainer, loopFor({ pairs: allPairs(log), validation: null }));
    expect([history.length, bestEpoch]).toEqual([8, 8]);
    expect(history.map(({ recall }) => recall)).toEqual(new Array(8).fill(null));
  });

  it.each(["epoch 3", "epoch 8"])("ends in the same bits when it is killed in %s and started again", async (epoch) => {
    const patient = { patience: 10 };
    const whole = await train(patient);
    const scratchDir = temporaryFolder();
    const controller = new AbortController();
    const report: TwoTowerLoop["report"] = ({ message, done = 0 }) => {
      if (message === epoch && done > 200) controller.abort(new Error("killed"));
    };
    await expect(train({ ...patient, scratchDir, report, signal: controller.signal })).rejects.toThrow("killed");
    expect(await train({ ...patient, scratchDir })).toEqual(whole);
  });
});
