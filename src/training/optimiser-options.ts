import type { Config } from "../config/schema.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import { labelCounts } from "../data/label-counts.ts";
import type { Session } from "../data/session.ts";
import { stepsPerEpoch } from "../data/window-rows.ts";
import { needsCounts, rowWeights } from "./row-weights.ts";
import type { TrainerOptions } from "./trainer.ts";

export type OptimiserOptions = Pick<
  TrainerOptions,
  "learningRate" | "embeddingL2" | "embeddingOptimiser" | "dropout" | "schedule" | "clipNorm" | "rowWeights"
>;

export interface EncodedLog {
  readonly session: Session;
  readonly encodeDir: string;
  readonly encode: EncodeArtifact;
  readonly batchSize: number;
  /** Rows of an epoch; default: all of the training split. */
  readonly rows?: number;
  /** Whose rows these are; default: every domain's. */
  readonly trained?: readonly number[];
}

/** How the config trains, in the trainer's terms; reads the training rows once when weights are to be balanced. */
export async function optimiserOptions(base: Config["base"], log: EncodedLog): Promise<OptimiserOptions> {
  const { learningRate, embeddingL2, embeddingOptimiser, dropout, clipNorm, weights } = base;
  const { session, encodeDir, encode, batchSize, rows = encode.splits.train } = log;
  const { domains } = encode;
  const isTrained = (d: number): boolean => log.trained?.includes(d) ?? true;
  const all = needsCounts(weights)
    ? await labelCounts(session, encodeDir, "train", domains.length)
    : new Float64Array(2 * domains.length);
  const counts = all.map((count, i) => (isTrained(i >> 1) ? count : 0));
  const totalSteps = base.maxEpochs * stepsPerEpoch(encode, rows, batchSize);
  return {
    learningRate,
    embeddingL2,
    ...(embeddingOptimiser && { embeddingOptimiser }),
    dropout,
    schedule: { ...base.schedule, totalSteps },
    clipNorm,
    rowWeights: rowWeights(weights, domains, counts),
  };
}
