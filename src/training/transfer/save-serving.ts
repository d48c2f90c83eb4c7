import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TransferArtifact } from "../../data/artifacts/transfer.ts";
import { tensorSpecs } from "../../models/network.ts";
import { exportNetwork } from "../export-network.ts";
import { compareExport, saveWeights } from "../finished-model.ts";
import { encodeOf, type PhaseBench, splitOf } from "./phase-trainer.ts";
import type { Phase } from "./phase.ts";
import { finishedTrainer } from "./train-phase.ts";

/** Saves TEM as it came out of one seed with the parts of MEM that it reads: what serves the target (MKT, Figure 2, the grey part). */
export async function saveServing(
  bench: PhaseBench,
  phase: Phase,
  { outputDir, seed }: { readonly outputDir: string; readonly seed: number },
): Promise<NonNullable<TransferArtifact["serving"]>> {
  const encode = encodeOf(bench, phase);
  const trainer = await finishedTrainer(bench, phase, seed);
  try {
    const folder = join(outputDir, phase.key);
    mkdirSync(folder);
    await saveWeights(trainer, join(folder, "model.safetensors"));
    const onnx = exportNetwork(trainer, encode);
    await writeFile(join(folder, "model.onnx"), onnx);
    const kept = (phase.network.frozen ?? []).map(({ name }) => name);
    const mem = phase.frozen?.phase.network;
    const left = mem === undefined ? [] : tensorSpecs(mem).map(({ name }) => name);
    return {
      seed,
      frozenParameters: kept,
      frozenFeatures: (phase.frozen?.features ?? []).map((f) => bench.encode.features[f].name),
      leftOut: left.filter((name) => !kept.includes(name)),
      onnx: await compareExport(trainer, onnx, encode, await splitOf(bench, phase, "test", [bench.target])),
    };
  } finally {
    await trainer.close();
  }
}
