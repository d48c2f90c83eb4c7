import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import type { Device } from "../compute/types.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import { reservedIds } from "../data/artifacts/reserved-ids.ts";
import type { TrainBaseArtifact } from "../data/artifacts/train-base.ts";
import { EncodedSplit } from "../data/encoded-rows.ts";
import { labelCounts } from "../data/label-counts.ts";
import type { Session } from "../data/session.ts";
import { readBuckets } from "../data/support-buckets.ts";
import { sigmoid } from "../metrics/log-loss.ts";
import { embeddingSpecs } from "../models/base-model.ts";
import { dnnNetwork } from "../models/dnn.ts";
import { Trainer } from "./trainer.ts";
import { chooseBatchSize } from "./batch-size.ts";
import { exportNetwork } from "./export-network.ts";
import { compareExport, countParameters, saveWeights } from "./finished-model.ts";
import { optimiserOptions } from "./optimiser-options.ts";
import { requireClasses } from "./require-classes.ts";
import { evaluateSplit, type LoopOptions, trainLoop } from "./train-loop.ts";

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
}

/** Trains the base network (DSFM Algorithm 1, line 1), evaluates it, and saves weights and ONNX model into `outputDir`. */
export async function trainBase(input: TrainBaseInput): Promise<TrainBaseArtifact> {
  const { base, encode, session, encodeDir, device, seed, signal, outputDir } = input;
  requireClasses(encode, await labelCounts(session, encodeDir, "train", encode.domains.length));
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  const inputSize = specs.reduce((sum, spec) => sum + spec.size, 0);
  const batchSize = chooseBatchSize(encode.splits.train, base.batchSize, base.minBatchesPerEpoch);
  const network = dnnNetwork({ inputSize, hidden: base.hidden });
  const frozenRows = encode.features.map((feature) => (feature.kind === "categorical" ? reservedIds.unknown : -1));
  const optimiser = await optimiserOptions(base, { session, encodeDir, encode, batchSize });
  const options = { network, specs, frozenRows, batchSize, ...optimiser, seed };
  const trainer = await Trainer.create(device, options);
  try {
    const split = (name: "train" | "valid" | "test"): EncodedSplit =>
      new EncodedSplit(session, encodeDir, encode, name);
    const valid = split("valid");
    const domains = encode.domains.length;
    const { maxEpochs, patience, metric } = base;
    const { scratchDir, report } = input;
    const train = split("train");
    const stop = { maxEpochs, patience, metric };
    const loop = { train, valid, domains, ...stop, seed, scratchDir, signal, report };
    const { history, bestEpoch, stoppedBecause, valid: ofValid } = await trainLoop(trainer, loop);
    await saveWeights(trainer, join(outputDir, "model.safetensors"));
    const onnx = exportNetwork(trainer, encode);
    await writeFile(join(outputDir, "model.onnx"), onnx);
    const test = split("test");
    return {
      model: "dnn",
      inputSize,
      hidden: base.hidden,
      parameters: countParameters(trainer),
      batchSize,
      stepsPerEpoch: Math.ceil(encode.splits.train / batchSize),
      bestEpoch,
      stoppedBecause,
      device: { name: device.name, reason: device.reason },
      history,
      baselineProbability: await baselineProbability(trainer),
      evaluation: {
        train: null,
        valid: await ofValid(),
        test: await evaluateSplit(trainer, test, loop),
      },
      onnx: await compareExport(trainer, onnx, encode, test),
    };
  } finally {
    await trainer.close();
  }
}

/** F(0): the network at zero embeddings. */
async function baselineProbability(trainer: Trainer): Promise<number> {
  const empty = { rows: 0, domain: new Int32Array(0), label: new Int32Array(0), row: new Float64Array(0) };
  const features = trainer.tables.map(() => ({ ids: new Int32Array(0), offsets: null }));
  return sigmoid((await trainer.predict({ ...empty, features }))[0]);
}
