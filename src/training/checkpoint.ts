import { existsSync } from "node:fs";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../models/safetensors.ts";
import { DomainlensError } from "../util/errors.ts";
import type { Trainer } from "./trainer.ts";
import { historySchema } from "./history.ts";

const stateSchema = z.object({ epoch: z.int(), steps: z.int(), history: historySchema, bestEpoch: z.int() });
export type CheckpointState = z.infer<typeof stateSchema>;

/** What is saved of a trainer. */
type Weights = Pick<Trainer, "ownTables" | "dense">;

/**
 * Saves everything that the next epoch depends on: weights, moments, step count and history, and the best weights so far. The state file is
 * renamed into place last, so that a kill leaves the checkpoint before or the new one, never half of one.
 */
export async function saveCheckpoint<State extends Pick<CheckpointState, "epoch" | "bestEpoch">>(
  folder: string,
  trainer: Weights,
  state: State,
): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [f, table] of trainer.ownTables) tensors.set(`table/${f}`, flat(table.values));
  for (const [name, values] of trainer.dense) tensors.set(name, flat(values));
  await writeSafetensors(join(folder, fileOf(state.epoch)), tensors);
  const temporary = join(folder, "state.json.tmp");
  await writeFile(temporary, JSON.stringify(state));
  await rename(temporary, join(folder, "state.json"));
  await removeOthers(folder, [state.epoch, state.bestEpoch]);
}

/** Removes the weights of all epochs but some: also those of earlier best ones, and what a kill left. */
async function removeOthers(folder: string, epochs: readonly number[]): Promise<void> {
  const kept = new Set(epochs.map(fileOf));
  for (const name of await readdir(folder)) {
    if (/^epoch-\d+\.safetensors$/.test(name) && !kept.has(name)) await rm(join(folder, name), { force: true });
  }
}

/** Loads the last checkpoint into the trainer; undefined when there is none. */
export async function resumeCheckpoint(folder: string, trainer: Trainer): Promise<CheckpointState | undefined> {
  const state = await readCheckpoint(folder, stateSchema);
  if (state === undefined) return undefined;
  await loadEpoch(folder, trainer, state.epoch);
  trainer.steps = state.steps;
  return state;
}

/** Epochs that a checkpoint was saved after. Errors: as `readCheckpoint`. */
export async function epochsDone(folder: string): Promise<number> {
  return (await readCheckpoint(folder, stateSchema))?.epoch ?? 0;
}

/** The state that was saved last, by its schema; undefined when there is none. Errors: DomainlensError("data") for one that is damaged. */
export async function readCheckpoint<T>(folder: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const path = join(folder, "state.json");
  if (!existsSync(path)) return undefined;
  const text = await readFile(path, "utf8");
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DomainlensError("data", {
      what: `the checkpoint ${path} is damaged`,
      remedy: "delete the folder it lies in, and give the same command again: training begins anew",
      cause,
    });
  }
}

/** Loads the weights and moments of one epoch into the trainer. */
export async function loadEpoch(folder: string, trainer: Weights, epoch: number): Promise<void> {
  const held = new Map(trainer.dense);
  for (const [f, table] of trainer.ownTables) held.set(`table/${f}`, table.values);
  // Into the arrays of the trainer: a copy of all tables would be the largest thing in memory.
  await readSafetensors(join(folder, fileOf(epoch)), (name, length) => {
    const own = held.get(name);
    return own?.length === length ? own : undefined;
  });
}

function fileOf(epoch: number): string {
  return `epoch-${epoch}.safetensors`;
}

function flat(data: Float32Array): StoredTensor {
  return { shape: [data.length], data };
}
