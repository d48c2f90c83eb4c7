import { join } from "node:path";
import type { Device } from "../../src/compute/types.ts";
import type { EncodeArtifact } from "../../src/data/artifacts/encode.ts";
import { reservedIds } from "../../src/data/artifacts/reserved-ids.ts";
import { EncodedSplit } from "../../src/data/encoded-rows.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import { readBuckets } from "../../src/data/support-buckets.ts";
import { embeddingSpecs } from "../../src/models/base-model.ts";
import type { EmbeddingSpec } from "../../src/models/embedding.ts";
import type { ModelShape, RankingModel } from "../../src/models/model.ts";
import { type Network, networkOf } from "../../src/models/network.ts";
import type { LoopOptions } from "../../src/training/train-loop.ts";
import { Trainer, type TrainerOptions } from "../../src/training/trainer.ts";
import { writeEncodedRun } from "./encoded-run.ts";
import { testDevice } from "./run-both.ts";
import { temporaryFolder } from "./run-stage.ts";

/** An encoded log of three domains, open for training. */
export interface TrainingLog {
  readonly session: Session;
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  readonly specs: readonly EmbeddingSpec[];
  readonly device: Device;
}

/** Rows per step. */
export const batchSize = 64;

export async function openTrainingLog(rows = { train: 640, valid: 120, test: 100 }): Promise<TrainingLog> {
  const run = temporaryFolder();
  const { encodeDir, encode } = await writeEncodedRun(run, rows);
  const session = await openSession({ memoryBytes: 2 ** 29, threads: 1, tempDir: join(run, "duckdb") });
  const specs = embeddingSpecs(encode, await readBuckets(session, encodeDir, encode));
  return { session, encodeDir, encode, specs, device: await testDevice("cpu") };
}

/** What the encoded rows of such a log would be described by with one sequence twenty times, so that a window has 32,768 rows; and a session to write them. */
export async function openWideRows(
  splits: EncodeArtifact["splits"],
): Promise<{ readonly session: Session; readonly encode: EncodeArtifact }> {
  const log = await openTrainingLog();
  log.session.close();
  const [site, , tags] = log.encode.features;
  const features = [site, ...Array.from({ length: 20 }, () => ({ ...tags, maxLength: null }))];
  const tempDir = join(temporaryFolder(), "duckdb");
  const session = await openSession({ memoryBytes: 2 ** 29, threads: 2, tempDir, folders: ["/"] });
  return { session, encode: { ...log.encode, features, splits } };
}

/** The same log, whose tags share the vocabulary and the table of the site: they are histories of sites, of at most three. */
export async function openHistoryLog(): Promise<TrainingLog> {
  const log = await openTrainingLog();
  const [site, price, tags] = log.encode.features;
  const features = [site, price, { ...tags, embedding: 4, vocabularyOf: 0 }];
  const specs = log.specs.map((spec, f) => (f === 2 ? { ...spec, size: 4, tableOf: 0 } : spec));
  return { ...log, specs, encode: { ...log.encode, features } };
}

/** A model of the table for the log. */
export function networkFor<Options>(log: TrainingLog, model: RankingModel<Options>, options: Options): Network {
  const shape: ModelShape = {
    sizes: log.specs.map(({ size }) => size),
    sensitive: [],
    domains: log.encode.domains.length,
  };
  return networkOf(model, shape, options);
}

export function trainerFor(log: TrainingLog, network: Network, more: Partial<TrainerOptions> = {}): Promise<Trainer> {
  const frozenRows = log.encode.features.map(({ kind }) => (kind === "categorical" ? reservedIds.unknown : -1));
  const plain = { learningRate: 0.01, embeddingL2: 0, dropout: 0, seed: 3 };
  return Trainer.create(log.device, { network, specs: log.specs, frozenRows, batchSize, ...plain, ...more });
}

/** Options of the loop, with a checkpoint folder of its own. */
export function loopFor({ session, encodeDir, encode }: TrainingLog, more: Partial<LoopOptions> = {}): LoopOptions {
  const split = (name: "train" | "valid"): EncodedSplit => new EncodedSplit(session, encodeDir, encode, name);
  return {
    train: split("train"),
    valid: split("valid"),
    domains: encode.domains.length,
    maxEpochs: 5,
    patience: 5,
    metric: "auc",
    seed: 3,
    scratchDir: temporaryFolder(),
    signal: new AbortController().signal,
    report: () => {},
    ...more,
  };
}
