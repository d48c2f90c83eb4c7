import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { dependenceBatch, networkDependence } from "../attribution/network-dependence.ts";
import { quadrature } from "../attribution/quadrature.ts";
import { sampleRows } from "../attribution/sample-rows.ts";
import { countFlops } from "../compute/count-flops.ts";
import type { Device } from "../compute/types.ts";
import type { Progress } from "../dag/stage.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import { reservedIds } from "../data/artifacts/reserved-ids.ts";
import type { TrainArtifact, TrainedModel } from "../data/artifacts/train.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import type { Session } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { embeddingSpecs } from "../models/base-model.ts";
import type { EmbeddingSpec } from "../models/embedding.ts";
import { modelTable } from "../models/index.ts";
import type { ModelShape } from "../models/model.ts";
import { type Network, networkOf } from "../models/network.ts";
import { sequenceInputs } from "../models/sequence-inputs.ts";
import { rankWithinGroups } from "../ranking/rank-within-groups.ts";
import { chooseBatchSize } from "./batch-size.ts";
import { compareExport, countParameters, saveWeights } from "./finished-model.ts";
import { exportNetwork } from "./export-network.ts";
import { type OptimiserOptions, optimiserOptions } from "./optimiser-options.ts";
import { finishedRun, type ModelRun, type RunOptions, trainRun } from "./model-run.ts";
import { trainLoop } from "./train-loop.ts";
import { predictProgram, predictSignature } from "./step-program.ts";
import { Trainer } from "./trainer.ts";
import type { Variant } from "./variant.ts";

export interface TrainModelsInput {
  /** One after the other; keys differ. */
  readonly variants: readonly Variant[];
  /** What holds for every variant; the models of the config are among the variants already. */
  readonly train: Omit<Config["train"], "models" | "sensitive" | "options">;
  readonly base: Config["base"];
  /** Whose dependence is measured: the model of the first seed, or that of every one. */
  readonly attributedSeeds: "first" | "all";
  /** How the trained models are attributed. */
  readonly attribute: Pick<Config["attribute"], "quadrature" | "steps" | "target">;
  readonly seed: number;
  readonly encodeDir: string;
  readonly outputDir: string;
  readonly scratchDir: string;
  readonly encode: EncodeArtifact;
  readonly session: Session;
  readonly device: Device;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  /** As in `LoopOptions`. */
  readonly keptBytes?: number;
  /** Told after each epoch of a model, as `LoopOptions.epochTimed`. */
  readonly epochTimed?: (model: string, rows: number, seconds: number) => void;
}

/** A trained variant: its key, the names of the features that its extractor reads, and what came out. */
export interface TrainedVariant extends TrainedModel {
  readonly key: string;
  readonly sensitive: string[];
  /** [S, F] mean |IG|, S being 1 or the number of seeds, see `attributedSeeds`. */
  readonly seedDependence: readonly (readonly number[])[];
}

/** What came out of all variants. */
export interface TrainedVariants extends Pick<
  TrainArtifact,
  "domains" | "batchSize" | "seeds" | "device" | "dependenceRows"
> {
  readonly models: TrainedVariant[];
}

/** Test rows that dependence is measured on, at most. */
const mostDependenceRows = 16_384;

/** What all runs share. */
interface Bench {
  readonly input: TrainModelsInput;
  readonly specs: readonly EmbeddingSpec[];
  readonly shape: Omit<ModelShape, "sensitive">;
  readonly batchSize: number;
  readonly optimiser: OptimiserOptions;
  readonly seeds: readonly number[];
  readonly splits: Pick<RunOptions, "train" | "valid" | "test">;
  readonly measured: MeasuredRows;
}

/** Test rows that dependence is measured on: the same for all variants and seeds. */
interface MeasuredRows {
  readonly rows: number;
  /** All where it is left out. */
  readonly keep?: (row: number) => boolean;
}

/** Trains every variant with every seed on the encoded rows, one after the other, and saves each with its first seed. */
export async function trainModels(input: TrainModelsInput): Promise<TrainedVariants> {
  const { train, base, encode, session, encodeDir, device } = input;
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  const split = (name: "train" | "valid" | "test"): EncodedSplit => new EncodedSplit(session, encodeDir, encode, name);
  const batchSize = chooseBatchSize(encode.splits.train, base.batchSize, base.minBatchesPerEpoch);
  const test = split("test");
  const bench: Bench = {
    input,
    specs,
    shape: {
      sizes: specs.map(({ size }) => size),
      domains: encode.domains.length,
      sequences: sequenceInputs(encode.features),
    },
    batchSize,
    optimiser: await optimiserOptions(base, { session, encodeDir, encode, batchSize }),
    seeds: Array.from({ length: train.seeds }, (_, i) => input.seed + i),
    splits: { train: split("train"), valid: split("valid"), test },
    measured: await measuredRows(test, input),
  };
  // A network that cannot be built is an error before the first one is trained.
  const networks = input.variants.map((variant) => buildNetwork(bench, variant));
  const models: TrainedVariant[] = [];
  for (const [i, variant] of input.variants.entries()) models.push(await trainVariant(bench, variant, networks[i]));
  return {
    domains: encode.domains,
    batchSize: bench.batchSize,
    seeds: [...bench.seeds],
    dependenceRows: { measured: bench.measured.rows, test: test.rows },
    device: { name: device.name, reason: device.reason },
    models,
  };
}

/** A sample over all test rows, because these lie in the order of the files; read in windows, whatever their number. */
async function measuredRows(test: EncodedSplit, { seed, signal }: TrainModelsInput): Promise<MeasuredRows> {
  if (test.rows <= mostDependenceRows) return { rows: test.rows };
  const batches = test.batches({ batchSize: 4096, signal });
  return { rows: mostDependenceRows, keep: await sampleRows(batches, test.rows, mostDependenceRows, seed) };
}

function buildNetwork({ shape }: Bench, { model, sensitive, options }: Variant): Network {
  return networkOf(modelTable[model], { ...shape, sensitive }, options);
}

async function trainVariant(bench: Bench, variant: Variant, network: Network): Promise<TrainedVariant> {
  const { key, model, options } = variant;
  const runs: ModelRun[] = [];
  for (const seed of bench.seeds) runs.push(await trainSeed(bench, key, network, seed));
  const { flops, nodes } = countFlops(predictProgram(network), predictSignature(network, 1));
  const saved = await saveModel(bench, key, network);
  const sensitive = variant.sensitive.map((f) => bench.input.encode.features[f].name);
  const dependences = [saved.dependence];
  for (const seed of bench.input.attributedSeeds === "all" ? bench.seeds.slice(1) : []) {
    dependences.push(await withTrained(bench, key, network, seed, (trainer) => dependenceOf(bench, trainer)));
  }
  const seedDependence = dependences.map((features) => features.map(({ meanAbs }) => meanAbs));
  return { key, sensitive, model, options, flopsPerRow: flops, graphNodes: nodes, runs, ...saved, seedDependence };
}

async function trainSeed(bench: Bench, key: string, network: Network, seed: number): Promise<ModelRun> {
  const options = runOptions(bench, key, seed);
  const finished = await finishedRun(options.scratchDir);
  if (finished !== undefined) return finished;
  const trainer = await makeTrainer(bench, network, seed);
  try {
    return await trainRun(trainer, seed, options);
  } finally {
    await trainer.close();
  }
}

/** Does something with the trainer of a finished run, its best weights loaded. */
async function withTrained<T>(
  bench: Bench,
  key: string,
  network: Network,
  seed: number,
  use: (trainer: Trainer) => Promise<T>,
): Promise<T> {
  const trainer = await makeTrainer(bench, network, seed);
  try {
    // The run is finished: this loads its best epoch and trains nothing.
    await trainLoop(trainer, runOptions(bench, key, seed));
    return await use(trainer);
  } finally {
    await trainer.close();
  }
}

/** Saves weights and ONNX model of the first seed, from its checkpoint. */
function saveModel(
  bench: Bench,
  key: string,
  network: Network,
): Promise<Pick<TrainedModel, "parameters" | "onnx" | "dependence">> {
  const { encode, outputDir } = bench.input;
  return withTrained(bench, key, network, bench.seeds[0], async (trainer) => {
    const folder = join(outputDir, key);
    mkdirSync(folder);
    await saveWeights(trainer, join(folder, "model.safetensors"));
    const onnx = exportNetwork(trainer, encode);
    await writeFile(join(folder, "model.onnx"), onnx);
    const compared = await compareExport(trainer, onnx, encode, bench.splits.test);
    return { parameters: countParameters(trainer), onnx: compared, dependence: await dependenceOf(bench, trainer) };
  });
}

/** How much the trained model uses each feature, over the measured test rows and with the audit's settings. */
async function dependenceOf({ input, splits, measured }: Bench, trainer: Trainer): Promise<TrainedModel["dependence"]> {
  const { quadrature: name, steps, target } = input.attribute;
  const tables = trainer.tables.map((table) => table.view);
  const { frozenTables } = trainer.options;
  const trained = { network: trainer.options.network, parameters: trainer.parameters, tables, frozenTables };
  const { keep, rows } = measured;
  const batches = splits.test.batches({ batchSize: dependenceBatch, ...(keep && { keep }), signal: input.signal });
  const options = { device: input.device, rule: quadrature(name, steps), target, batches, rows };
  const means = await networkDependence(trained, options);
  const ranks = rankWithinGroups(
    input.encode.features.map((feature, f) => ({ name: feature.name, group: "all", score: means[f] })),
  );
  return input.encode.features.map((feature, f) => ({ feature: feature.name, meanAbs: means[f], rank: ranks[f] }));
}

function makeTrainer({ input, specs, batchSize, optimiser }: Bench, network: Network, seed: number): Promise<Trainer> {
  const frozenRows = input.encode.features.map(({ kind }) => (kind === "categorical" ? reservedIds.unknown : -1));
  const options = { network, specs, frozenRows, batchSize, ...optimiser, seed };
  return Trainer.create(input.device, options);
}

function runOptions({ input, splits, seeds }: Bench, key: string, seed: number): RunOptions {
  const { encode, base, scratchDir, signal, report } = input;
  const keys = input.variants.map((variant) => variant.key);
  const run = keys.indexOf(key) * seeds.length + seeds.indexOf(seed) + 1;
  const later = (keys.length * seeds.length - run) * base.maxEpochs * encode.splits.train;
  return {
    ...splits,
    domains: encode.domains.length,
    maxEpochs: base.maxEpochs,
    patience: base.patience,
    metric: base.metric,
    seed,
    scratchDir: join(scratchDir, `${key}-${seed}`),
    signal,
    keptBytes: input.keptBytes,
    epochTimed: (rows, seconds) => input.epochTimed?.(key, rows, seconds),
    report: (progress) =>
      report({
        ...progress,
        message: `${key}, seed ${seed}: ${progress.message}`,
        after: (progress.after ?? 0) + later,
      }),
  };
}
