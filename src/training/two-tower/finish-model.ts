import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RetrievalModel } from "../../data/artifacts/retrieval.ts";
import { type StoredTensor, writeSafetensors } from "../../models/safetensors.ts";
import type { TowerName } from "../../models/two-tower/two-towers.ts";
import type { Interactions } from "../../retrieval/types.ts";
import { exportTower } from "./export-tower.ts";
import type { TowerFields } from "./tower-fields.ts";
import type { TwoTowerTrainer } from "./two-tower-trainer.ts";

/** Saves `user.onnx`, `item.onnx` and `model.safetensors`: tables as `embedding/<table>`, then the towers' tensors by name. */
export async function saveTowers(trainer: TwoTowerTrainer, fields: TowerFields, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const tower of ["user", "item"] as const) {
    await writeFile(join(folder, `${tower}.onnx`), exportTower(trainer, tower, fields));
  }
  const tensors = new Map<string, StoredTensor>();
  trainer.tables.forEach((table, t) => {
    const shape = [table.spec.rows, table.spec.size];
    tensors.set(`embedding/${fields.tables[t].name}`, { shape, data: table.weights() });
  });
  const { specs, state } = trainer.options.towers;
  for (const { name, shape } of [...specs, ...state]) {
    tensors.set(name, { shape, data: trainer.dense.get(name) ?? new Float32Array(0) });
  }
  await writeSafetensors(join(folder, "model.safetensors"), tensors);
}

/**
 * [D, N] how each domain's adaptation layer weighs the features of each tower (ADI, Fig. 5): the mean over the users or items that the domain has in
 * training. Null for towers without such a layer.
 */
export async function meanAdaptation(
  trainer: TwoTowerTrainer,
  log: Interactions,
): Promise<RetrievalModel["adaptation"]> {
  const means = async (tower: TowerName, entities: Int32Array): Promise<number[][] | null> => {
    const byDomain: number[][] = [];
    for (let d = 0; d < log.domainCount; d++) {
      const own = Int32Array.from(new Set(entities.filter((_, n) => log.domains[n] === d))).sort();
      const weights = await trainer.adaptation(tower, own, d);
      if (weights === undefined) return null;
      byDomain.push(columnMeans(weights.values, weights.size));
    }
    return byDomain;
  };
  const [user, item] = [await means("user", log.users), await means("item", log.items)];
  return user === null && item === null ? null : { user, item };
}

function columnMeans(values: Float32Array, width: number): number[] {
  const rows = values.length / width;
  const sums = new Array<number>(width).fill(0);
  values.forEach((value, i) => (sums[i % width] += value));
  return sums.map((sum) => sum / Math.max(rows, 1));
}
