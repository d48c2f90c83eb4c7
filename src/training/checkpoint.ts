import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../models/safetensors.ts";
import type { Trainer } from "./trainer.ts";
import { historySchema } from "./history.ts";

const stateSchema = z.object({ epoch: z.int(), steps: z.int(), history: historySchema, bestEpoch: z.int() });
export type CheckpointState = z.infer<typeof stateSchema>;

/**
 * Saves everything that the next epoch depends on: weights, moments, step count and history, and the best weights so far. The state file is
 * renamed into place last, so that a kill leaves the checkpoint before or the new one, never half of one.
 */
export async function saveCheckpoint(folder: string, trainer: Trainer, state: CheckpointState): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const [f, table] of trainer.ownTables) tensors.set(`table/${f}`, flat(table.values));
  for (const [name, values] of trainer.dense) tensors.set(name, flat(values));
  await writeSafetensors(join(folder, `epoch-${state.epoch}.safetensors`), tensors);
  const temporary = join(folder, "state.json.tmp");
  await writeFile(temporary, JSON.stringify(state));
  await rename(temporary, join(folder, "state.json"));
  const previous = state.epoch - 1;
  if (previous > 0 && previous !== state.bestEpoch)
    await rm(join(folder, `epoch-${previous}.safetensors`), { force: true });
}

/** Loads the last checkpoint into the trainer; undefined when there is none. */
export async function resumeCheckpoint(folder: string, trainer: Trainer): Promise<CheckpointState | undefined> {
  const path = join(folder, "state.json");
  if (!existsSync(path)) return undefined;
  const state = stateSchema.parse(JSON.parse(await readFile(path, "utf8")));
  await loadEpoch(folder, trainer, state.epoch);
  trainer.steps = state.steps;
  return state;
}

/** Loads the weights and moments of one epoch into the trainer. */
export async function loadEpoch(folder: string, trainer: Trainer, epoch: number): Promise<void> {
  const tensors = await readSafetensors(join(folder, `epoch-${epoch}.safetensors`));
  for (const [f, table] of trainer.ownTables) table.values.set(tensors.get(`table/${f}`)?.data ?? []);
  for (const [name, values] of trainer.dense) values.set(tensors.get(name)?.data ?? []);
}

function flat(data: Float32Array): StoredTensor {
  return { shape: [data.length], data };
}
