import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { dependenceBatch, networkDependence } from "../attribution/network-dependence.ts";
import { quadrature } from "../attribution/quadrature.ts";
import { countFlops } from "../compute/count-flops.ts";
import type { Device } from "../compute/types.ts";
import type { Progress } from "../dag/stage.ts";
import { type EncodeArtifact, reservedIds } from "../data/artifacts/encode.ts";
import type { TrainArtifact, TrainedModel } from "../data/artifacts/train.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import type { Session } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { embeddingSpecs } from "../models/base-model.ts";
import type { EmbeddingSpec } from "../models/embedding.ts";
import { modelTable } from "../models/index.ts";
import type { ModelShape } from "../models/model.ts";
import { type Network, networkOf } from "../models/network.ts";
import { rankWithinGroups } from "../ranking/rank-within-groups.ts";
import type { ModelName } from "../util/model-names.ts";
import { chooseBatchSize } from "./batch-size.ts";
import { compareExport, countParameters, saveWeights } from "./finished-model.ts";
import { exportNetwork } from "./export-network.ts";
import { modelOptions } from "./model-options.ts";
import { finishedRun, type ModelRun, type RunOptions, trainRun } from "./model-run.ts";
import { predictProgram, predictSignature } from "./step-program.ts";
import { Trainer } from "./trainer.ts";

export interface TrainModelsInput {
  readonly train: Config["train"];
  readonly base: Config["base"];
  /** How the trained models are attributed. */
  readonly attribute: Pick<Config["attribute"], "quadrature" | "steps" | "target">;
  readonly seed: number;
  readonly encodeDir: string;
  readonly outputDir: string;
  readonly scratchDir: string;
  readonly encode: EncodeArtifact;
  /** Positions of the features that DSFM's extractor reads. */
  readonly sensitive: readonly number[];
  readonly session: Session;
  readonly device: Device;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** Told after each epoch of a model, as `LoopOptions.epochTimed`. */
  readonly epochTimed?: (model: string, rows: number, seconds: number) => void;
}

/** Test rows that dependence is measured on, at most. */
const dependenceRows = 16_384;

/** What all runs share. */
interface Bench {
  readonly input: TrainModelsInput;
  readonly specs: readonly EmbeddingSpec[];
  readonly shape: ModelShape;
  readonly batchSize: number;
  readonly seeds: readonly number[];
  readonly splits: Pick<RunOptions, "train" | "valid" | "test">;
}

/** Trains every model of the config with every seed on the encoded rows, one after the other, and saves each with its first seed. */
export async function trainModels(input: TrainModelsInput): Promise<TrainArtifact> {
  const { train, base, encode, session, encodeDir, device } = input;
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  const split = (name: "train" | "valid" | "test"): EncodedSplit => new EncodedSplit(session, encodeDir, encode, name);
  const bench: Bench = {
    input,
    specs,
    shape: { sizes: specs.map(({ size }) => size), sensitive: input.sensitive, domains: encode.domains.length },
    batchSize: chooseBatchSize(encode.splits.train, base.batchSize, base.minBatchesPerEpoch),
    seeds: Array.from({ length: train.seeds }, (_, i) => input.seed + i),
    splits: { train: split("train"), valid: split("valid"), test: split("test") },
  };
  const models: TrainedModel[] = [];
  for (const name of train.models) models.push(await trainModel(bench, name));
  return {
    domains: encode.domains,
    sensitive: input.sensitive.map((f) => encode.features[f].name),
    batchSize: bench.batchSize,
    seeds: [...bench.seeds],
    device: { name: device.name, reason: device.reason },
    models,
  };
}

async function trainModel(bench: Bench, name: ModelName): Promise<TrainedModel> {
  const { input, shape } = bench;
  const model = modelTable[name];
  const options = modelOptions(name, model.defaults(input.base), input.train.options[name] ?? {});
  const network = networkOf(model, shape, options);
  const runs: ModelRun[] = [];
  for (const seed of bench.seeds) runs.push(await trainSeed(bench, name, network, seed));
  const { flops, nodes } = countFlops(predictProgram(network), predictSignature(network, 1));
  const saved = await saveModel(bench, name, network);
  return { model: name, options, flopsPerRow: flops, graphNodes: nodes, runs, ...saved };
}

async function trainSeed(bench: Bench, name: ModelName, network: Network, seed: number): Promise<ModelRun> {
  const options = runOptions(bench, name, seed);
  const finished = await finishedRun(options.scratchDir);
  if (finished !== undefined) return finished;
  const trainer = await makeTrainer(bench, network, seed);
  try {
    return await trainRun(trainer, seed, options);
  } finally {
    await trainer.close();
  }
}

/** Saves weights and ONNX model of the first seed, from its checkpoint. */
async function saveModel(
  bench: Bench,
  name: ModelName,
  network: Network,
): Promise<Pick<TrainedModel, "parameters" | "onnx" | "dependence">> {
  const { encode, outputDir } = bench.input;
  const [seed] = bench.seeds;
  const trainer = await makeTrainer(bench, network, seed);
  try {
    // The run is finished: this loads its best epoch and trains nothing.
    await trainRun(trainer, seed, runOptions(bench, name, seed));
    const folder = join(outputDir, name);
    mkdirSync(folder);
    await saveWeights(trainer, join(folder, "model.safetensors"));
    const onnx = exportNetwork(trainer, encode);
    await writeFile(join(folder, "model.onnx"), onnx);
    const compared = await compareExport(trainer, onnx, encode, bench.splits.test);
    return { parameters: countParameters(trainer), onnx: compared, dependence: await dependenceOf(bench, trainer) };
  } finally {
    await trainer.close();
  }
}

/** How much the trained model uses each feature, over test rows and with the audit's settings. */
async function dependenceOf({ input, splits }: Bench, trainer: Trainer): Promise<TrainedModel["dependence"]> {
  const { quadrature: name, steps, target } = input.attribute;
  const tables = trainer.tables.map((table) => table.view);
  const trained = { network: trainer.options.network, parameters: trainer.dense, tables };
  const batches = splits.test.batches({ batchSize: dependenceBatch, signal: input.signal });
  const options = { device: input.device, rule: quadrature(name, steps), target, batches, rows: dependenceRows };
  const means = await networkDependence(trained, options);
  const ranks = rankWithinGroups(
    input.encode.features.map((feature, f) => ({ name: feature.name, group: "all", score: means[f] })),
  );
  return input.encode.features.map((feature, f) => ({ feature: feature.name, meanAbs: means[f], rank: ranks[f] }));
}

function makeTrainer({ input, specs, batchSize }: Bench, network: Network, seed: number): Promise<Trainer> {
  const { learningRate, embeddingL2, dropout } = input.base;
  const frozenRows = input.encode.features.map(({ kind }) => (kind === "categorical" ? reservedIds.unknown : -1));
  const options = { network, specs, frozenRows, batchSize, learningRate, embeddingL2, dropout, seed };
  return Trainer.create(input.device, options);
}

function runOptions({ input, splits }: Bench, name: ModelName, seed: number): RunOptions {
  const { encode, base, scratchDir, signal, report } = input;
  return {
    ...splits,
    rows: encode.splits,
    testRows: encode.splits.test,
    domains: encode.domains.length,
    maxEpochs: base.maxEpochs,
    patience: base.patience,
    seed,
    scratchDir: join(scratchDir, `${name}-${seed}`),
    signal,
    epochTimed: (rows, seconds) => input.epochTimed?.(name, rows, seconds),
    report: (progress) => report({ ...progress, message: `${name}, seed ${seed}: ${progress.message}` }),
  };
}
