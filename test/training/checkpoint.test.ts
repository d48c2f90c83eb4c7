import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadEpoch, saveCheckpoint } from "../../src/training/checkpoint.ts";
import { temporaryFolder } from "../support/run-stage.ts";

/** Weights that are the number of the epoch. */
function weights(epoch: number) {
  return { ownTables: new Map(), dense: new Map([["bias", Float32Array.of(epoch)]]) };
}

/** The weights there are after each of some epochs. @param best of the epochs so far, one after the other */
async function weightsAfter(folder: string, best: readonly number[]): Promise<string[][]> {
  const found: string[][] = [];
  for (const [e, bestEpoch] of best.entries()) {
    await saveCheckpoint(folder, weights(e + 1), { epoch: e + 1, bestEpoch });
    found.push(
      readdirSync(folder)
        .filter((name) => name.endsWith(".safetensors"))
        .toSorted(),
    );
  }
  return found;
}

it("a checkpoint keeps the weights of its epoch and of the best one, and of no other that was the best", async () => {
  expect(await weightsAfter(temporaryFolder(), [1, 1, 3, 3, 3, 6])).toEqual([
    ["epoch-1.safetensors"],
    ["epoch-1.safetensors", "epoch-2.safetensors"],
    ["epoch-3.safetensors"],
    ["epoch-3.safetensors", "epoch-4.safetensors"],
    ["epoch-3.safetensors", "epoch-5.safetensors"],
    ["epoch-6.safetensors"],
  ]);
});

it("a checkpoint removes weights that a kill has left, and nothing else", async () => {
  const folder = temporaryFolder();
  for (const name of ["epoch-7.safetensors", "epoch-8.json", "model.safetensors"])
    writeFileSync(join(folder, name), "");
  await weightsAfter(folder, [1]);
  expect(readdirSync(folder).toSorted()).toEqual([
    "epoch-1.safetensors",
    "epoch-8.json",
    "model.safetensors",
    "state.json",
  ]);
});

it("the weights of the best epoch are there to be loaded when others have followed", async () => {
  const folder = temporaryFolder();
  await weightsAfter(folder, [1, 2, 2, 2]);
  const trainer = weights(4);
  await loadEpoch(folder, trainer, 2);
  expect(trainer.dense.get("bias")).toEqual(Float32Array.of(2));
});
