import type { RetrievalModelName } from "../../util/retrieval-names.ts";

/** What the towers of a baseline are made of. */
export interface BaselineOptions {
  /** Units of the hidden layers of one network: of each expert, each domain's network, the shared one. */
  readonly hidden: readonly number[];
  /** H, the size of the vectors. */
  readonly output: number;
  /** Vectors of length 1. */
  readonly normalize: boolean;
  /** What inner products are divided by. */
  readonly temperature: number;
  /** Batch normalisation after every hidden layer, as all methods of ADI's comparison have it. */
  readonly batchNorm: boolean;
  /** MMoE: how many experts. 4 for the 3 domains and one shared network of ADI. */
  readonly experts: number;
  /** PLE: how many shared ones, beside one for each domain. */
  readonly sharedExperts: number;
}

export const baselineDefaults: BaselineOptions = {
  hidden: [64, 32, 16],
  output: 8,
  normalize: false,
  temperature: 1,
  batchNorm: true,
  experts: 4,
  sharedExperts: 1,
};

/** What a baseline reads of them. */
export function ownOptions(
  name: BaselineName,
  { experts, sharedExperts, ...tower }: BaselineOptions,
): Partial<BaselineOptions> {
  return { ...tower, ...(name === "mmoe" && { experts }), ...(name === "ple" && { sharedExperts }) };
}

/** The models of ADI's comparison beside ADI. */
export type BaselineName = Exclude<RetrievalModelName, "adi">;
