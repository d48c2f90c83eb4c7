import type { TensorData } from "../compute/types.ts";
import type { EncodedBatch } from "../data/batch.ts";
import type { Rng } from "../util/rng.ts";
import type { RowStep } from "./row-updates.ts";

/** What a step has computed. Nothing is updated by it yet that is not finite. */
export interface ComputedStep {
  /** [1] weighted mean over the rows of the batch. */
  readonly loss: TensorData;
  /** [1 + P + S] sum of squares of dx, of the gradient of each parameter and of each sequence, before clipping. */
  readonly squares: TensorData;
  /** [B, K] */
  readonly dx: TensorData;
  /** The sum of the rows' weights. */
  readonly weight: number;
}

/** One way of computing training steps. */
export interface TrainingStep {
  /** Loss and gradients of a batch. @param uniforms feeds dropout */
  compute(batch: EncodedBatch, rates: RowStep, uniforms: Rng): Promise<ComputedStep>;
  /** Updates parameters, state and tables by what was computed last. */
  apply(batch: EncodedBatch, rates: RowStep): Promise<void>;
  close(): Promise<void>;
}
