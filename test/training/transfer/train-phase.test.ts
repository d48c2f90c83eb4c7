import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import { openSession } from "../../../src/data/session.ts";
import { saveWeights } from "../../../src/training/finished-model.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { transferMethods } from "../../../src/training/transfer/methods.ts";
import { folderOf, type PhaseBench, trainerOf, weightsPath } from "../../../src/training/transfer/phase-trainer.ts";
import type { Phase } from "../../../src/training/transfer/phase.ts";
import { finishedTrainer } from "../../../src/training/transfer/train-phase.ts";
import { entityConfig, writeEntityRun } from "../../support/entity-run.ts";
import { testDevice } from "../../support/run-both.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const { base } = configSchema.parse(entityConfig);
const seed = 1;
let bench: PhaseBench;
beforeAll(async () => {
  const run = temporaryFolder();
  const encode = await writeEntityRun(run, { train: 64, valid: 32, test: 32 });
  const session = await openSession({ memoryBytes: 2 ** 29, threads: 1, tempDir: join(run, "duckdb") });
  const log = { encode, encodeDir: join(run, "03-encode"), session, device: await testDevice("cpu") };
  const silent = { signal: new AbortController().signal, report: () => {}, epochTimed: () => {} };
  bench = { ...log, ...silent, base, target: 1, targetRows: 16, known: {}, scratchDir: temporaryFolder() };
});
afterAll(() => bench.session.close());

/** The base network on the rows of posts. */
function phaseWith(hidden: number[]): Phase {
  return transferMethods.mlp({ ...bench, sources: [0], given: { hidden } }).phase;
}

describe("the trainer of a finished phase", () => {
  const [create, close] = [vi.spyOn(Trainer, "create"), vi.spyOn(Trainer.prototype, "close")];
  const path = (): string => weightsPath(folderOf(bench, phaseWith([4]), seed));
  beforeEach(async () => {
    const phase = phaseWith([4]);
    mkdirSync(folderOf(bench, phase, seed), { recursive: true });
    const trainer = await trainerOf(bench, phase, seed, 1);
    await saveWeights(trainer, path());
    await trainer.close();
    vi.clearAllMocks();
  });
  afterEach(() => vi.clearAllMocks());

  it("has its weights", async () => {
    const trainer = await finishedTrainer(bench, phaseWith([4]), seed);
    expect(close).not.toHaveBeenCalled();
    await trainer.close();
  });

  it.each([
    ["that cannot be read", [4], () => writeFileSync(path(), "damaged"), "safetensors"],
    ["of another size", [8], () => {}, /has \d+ numbers, not \d+/],
  ])("leaves no trainer behind where there are weights %s", async (_, hidden, damage, message) => {
    damage();
    await expect(finishedTrainer(bench, phaseWith(hidden), seed)).rejects.toThrow(message);
    expect(close).toHaveBeenCalledTimes(create.mock.calls.length);
  });
});
