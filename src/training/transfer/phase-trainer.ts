import { join } from "node:path";
import type { Config } from "../../config/schema.ts";
import type { Device } from "../../compute/types.ts";
import type { Progress } from "../../dag/stage.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import { reservedIds } from "../../data/artifacts/reserved-ids.ts";
import type { SplitName } from "../../data/artifacts/layout.ts";
import { EncodedSplit } from "../../data/encoded-rows.ts";
import type { Session } from "../../data/session.ts";
import { readBuckets } from "../../data/support-buckets.ts";
import { embeddingSpecs } from "../../models/base-model.ts";
import type { EmbeddingSpec } from "../../models/embedding.ts";
import { chooseBatchSize } from "../batch-size.ts";
import { readWeights } from "../finished-model.ts";
import { optimiserOptions } from "../optimiser-options.ts";
import type { TrainedWeights } from "../trained-weights.ts";
import { Trainer, type TrainerOptions } from "../trainer.ts";
import type { RowGroups } from "./evaluate-target.ts";
import type { Phase } from "./phase.ts";

/** What all phases are trained with. */
export interface PhaseBench {
  readonly encode: EncodeArtifact;
  readonly encodeDir: string;
  readonly session: Session;
  readonly device: Device;
  readonly base: Config["base"];
  /** Position of the domain whose rows evaluate a phase. */
  readonly target: number;
  /** Its training rows. */
  readonly targetRows: number;
  /** The users of its validation and test rows; without users in the log nothing. */
  readonly known: Partial<Record<"valid" | "test", RowGroups>>;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (phase: Phase, seed: number, progress: Progress) => void;
  /** As `LoopOptions.epochTimed`. */
  readonly epochTimed: (phase: Phase, rows: number, seconds: number) => void;
}

/** The encoded rows as a phase reads them: with its features alone. */
export function encodeOf({ encode }: Pick<PhaseBench, "encode">, { features }: Phase): EncodeArtifact {
  return { ...encode, features: features.map((f) => encode.features[f]) };
}

/** Rows of a split with the features of a phase. @param domains default: those that the phase is trained on, or validated on */
export function splitOf(
  bench: PhaseBench,
  phase: Phase,
  name: SplitName,
  domains = name === "train" ? phase.train : phase.choose,
): Promise<EncodedSplit> {
  return new EncodedSplit(bench.session, bench.encodeDir, encodeOf(bench, phase), name).ofDomains(domains);
}

/**
 * A trainer of a phase; those that it needs are finished. Phases on the rows of all entities take steps as large as those on the target's: with
 * the steps of a large log less is learned of the few rows. @param rows training rows of an epoch
 */
export async function trainerOf(bench: PhaseBench, phase: Phase, seed: number, rows: number): Promise<Trainer> {
  const { encodeDir, session, device } = bench;
  const encode = encodeOf(bench, phase);
  const base = settingsOf(bench, phase);
  const batchSize = chooseBatchSize(bench.targetRows, base.batchSize, base.minBatchesPerEpoch);
  const log = { session, encodeDir, encode, batchSize, rows, trained: phase.train };
  return Trainer.create(device, {
    ...(await optimiserOptions(base, log)),
    ...(await frozenOptions(bench, phase, seed)),
    network: phase.network,
    specs: await specsOf(bench, phase),
    frozenRows: encode.features.map(({ kind }) => (kind === "categorical" ? reservedIds.unknown : -1)),
    batchSize,
    seed,
  });
}

/** What the phase reads of one that was trained before, and does not change. */
async function frozenOptions(
  bench: PhaseBench,
  { frozen, features }: Phase,
  seed: number,
): Promise<Pick<TrainerOptions, "frozen" | "frozenTables">> {
  if (frozen === undefined) return {};
  const { tables, tensors } = await weightsOf(bench, frozen.phase, seed);
  const frozenTables = frozen.features.map((f) => ({
    feature: features.indexOf(f),
    table: tables[frozen.phase.features.indexOf(f)],
  }));
  const { prefix = "" } = frozen;
  return { frozen: new Map(Array.from(tensors, ([name, values]) => [prefix + name, values])), frozenTables };
}

/** The best weights of a finished phase. */
export async function weightsOf(bench: PhaseBench, phase: Phase, seed: number): Promise<TrainedWeights> {
  return readWeights(weightsPath(folderOf(bench, phase, seed)), await specsOf(bench, phase));
}

async function specsOf(bench: PhaseBench, phase: Phase): Promise<EmbeddingSpec[]> {
  const encode = encodeOf(bench, phase);
  const specs = embeddingSpecs(encode, await readBuckets(bench.session, bench.encodeDir, encode));
  const owners = phase.features.map((f) => bench.encode.features[f].vocabularyOf ?? f);
  return specs.map((spec, place) => {
    // The owner of a table is the first that the phase has of the features that share it.
    const owner = owners.indexOf(owners[place]);
    return { ...spec, size: spec.size * (phase.embeddings ?? 1), tableOf: owner === place ? undefined : owner };
  });
}

/** How a phase is trained. */
export function settingsOf({ base }: Pick<PhaseBench, "base">, { settings }: Phase): Config["base"] {
  return { ...base, ...settings };
}

/** Where a phase leaves its checkpoints, its result and its weights. */
export function folderOf({ scratchDir }: PhaseBench, { key }: Phase, seed: number): string {
  return join(scratchDir, `${key}-${seed}`);
}

/** Where its weights lie. */
export function weightsPath(folder: string): string {
  return join(folder, "weights.safetensors");
}
