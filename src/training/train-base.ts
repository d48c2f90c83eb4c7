import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Device } from "../compute/types.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { SplitName } from "../data/artifacts/layout.ts";
import { reservedIds } from "../data/artifacts/reserved-ids.ts";
import type { TrainBaseArtifact } from "../data/artifacts/train-base.ts";
import type { EncodedBatch } from "../data/batch.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import { labelCounts } from "../data/label-counts.ts";
import type { Session } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { stepsPerEpoch } from "../data/window-rows.ts";
import { sigmoid } from "../metrics/log-loss.ts";
import { embeddingSpecs } from "../models/base-model.ts";
import type { EmbeddingSpec } from "../models/embedding.ts";
import { dnnNetwork } from "../models/dnn.ts";
import type { ReadAhead } from "../util/read-ahead.ts";
import { Trainer } from "./trainer.ts";
import { chooseBatchSize } from "./batch-size.ts";
import { exportNetwork } from "./export-network.ts";
import { compareExport, countParameters, saveWeights } from "./finished-model.ts";
import { optimiserOptions } from "./optimiser-options.ts";
import { requireClasses } from "./require-classes.ts";
import { evaluateSplit, type LoopOptions, readFirstEpoch, rowsToPredict, trainLoop } from "./train-loop.ts";

export interface TrainBaseInput {
  readonly base: Config["base"];
  readonly seed: number;
  readonly encodeDir: string;
  readonly outputDir: string;
  readonly scratchDir: string;
  readonly encode: EncodeArtifact;
  readonly session: Session;
  readonly device: Device;
  readonly signal: AbortSignal;
  readonly report: LoopOptions["report"];
  /** As in `LoopOptions`. */
  readonly keptBytes?: number;
}

/** Trains the base network (DSFM Algorithm 1, line 1), evaluates it, and saves weights and ONNX model into `outputDir`. */
export async function trainBase(input: TrainBaseInput): Promise<TrainBaseArtifact> {
  const { base, encode, session, encodeDir, seed, signal, scratchDir, report, keptBytes } = input;
  requireClasses(encode, await labelCounts(session, encodeDir, "train", encode.domains.length));
  const split = (name: SplitName): EncodedSplit => new EncodedSplit(session, encodeDir, encode, name);
  const { maxEpochs, patience, metric } = base;
  const splits = { train: split("train"), valid: split("valid"), domains: encode.domains.length };
  const loop = { ...splits, maxEpochs, patience, metric, seed, scratchDir, signal, report, keptBytes };
  const batchSize = chooseBatchSize(encode.splits.train, base.batchSize, base.minBatchesPerEpoch);
  // Read while the trainer is made.
  const firstRows = await readFirstEpoch(loop, batchSize);
  let trainer: Trainer | undefined;
  let testRows: ReadAhead<EncodedBatch> | undefined;
  try {
    trainer = await baseTrainer(input, batchSize);
    const result = await trainLoop(trainer, { ...loop, firstRows });
    const test = split("test");
    // Read while the model is saved.
    testRows = rowsToPredict(trainer, test, { signal });
    const onnx = await saveModel(trainer, input);
    return {
      ...describe(trainer, input),
      bestEpoch: result.bestEpoch,
      stoppedBecause: result.stoppedBecause,
      history: result.history,
      baselineProbability: await baselineProbability(trainer),
      evaluation: {
        train: null,
        valid: await result.valid(),
        test: await evaluateSplit(trainer, test, loop, testRows),
      },
      onnx: await compareExport(trainer, onnx, encode, test),
    };
  } finally {
    await firstRows.close();
    await testRows?.close();
    await trainer?.close();
  }
}

async function baseTrainer(input: TrainBaseInput, batchSize: number): Promise<Trainer> {
  const { base, encode, session, encodeDir, device, seed } = input;
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  const network = dnnNetwork({ inputSize: inputSizeOf(specs), hidden: base.hidden });
  const frozenRows = encode.features.map((feature) => (feature.kind === "categorical" ? reservedIds.unknown : -1));
  const optimiser = await optimiserOptions(base, { session, encodeDir, encode, batchSize });
  return Trainer.create(device, { network, specs, frozenRows, batchSize, ...optimiser, seed });
}

/** Saves weights and ONNX model; the bytes of the latter. */
async function saveModel(trainer: Trainer, { outputDir, encode }: TrainBaseInput): Promise<Uint8Array> {
  await saveWeights(trainer, join(outputDir, "model.safetensors"));
  const onnx = exportNetwork(trainer, encode);
  await writeFile(join(outputDir, "model.onnx"), onnx);
  return onnx;
}

/** What is known of the model before it is trained. */
function describe(
  trainer: Trainer,
  { base, encode, device }: TrainBaseInput,
): Pick<TrainBaseArtifact, "model" | "inputSize" | "hidden" | "parameters" | "batchSize" | "stepsPerEpoch" | "device"> {
  const { batchSize, specs } = trainer.options;
  return {
    model: "dnn",
    inputSize: inputSizeOf(specs),
    hidden: base.hidden,
    parameters: countParameters(trainer),
    batchSize,
    stepsPerEpoch: stepsPerEpoch(encode, encode.splits.train, batchSize),
    device: { name: device.name, reason: device.reason },
  };
}

function inputSizeOf(specs: readonly EmbeddingSpec[]): number {
  return specs.reduce((sum, spec) => sum + spec.size, 0);
}

/** F(0): the network at zero embeddings. */
async function baselineProbability(trainer: Trainer): Promise<number> {
  const empty = { rows: 0, domain: new Int32Array(0), label: new Int32Array(0), row: new Float64Array(0) };
  const features = trainer.tables.map(() => ({ ids: new Int32Array(0), offsets: null }));
  return sigmoid((await trainer.predict({ ...empty, features }))[0]);
}
