import type { Config } from "../config/schema.ts";

export interface Schedule extends Readonly<Config["base"]["schedule"]> {
  /** Steps of all epochs, if none is saved by early stopping. */
  readonly totalSteps: number;
}

/**
 * The learning rate of step t = 1, 2, …, before Adam's bias correction. It rises as t / warmupSteps to `learningRate` and then goes down to
 * minRate at step totalSteps: on a line, or as minRate + (learningRate - minRate) (1 + cos πp) / 2 with p the share of the steps after
 * warm-up that are done (Loshchilov and Hutter 2017, Eq. 5, without restarts). Beyond totalSteps it stays at minRate.
 */
export function learningRateAt(learningRate: number, step: number, schedule?: Schedule): number {
  if (schedule === undefined) return learningRate;
  const { kind, warmupSteps, minRate, totalSteps } = schedule;
  if (step < warmupSteps) return (learningRate * step) / warmupSteps;
  if (kind === "constant") return learningRate;
  const done = Math.min(1, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
  const left = kind === "linear" ? 1 - done : (1 + Math.cos(Math.PI * done)) / 2;
  return minRate + (learningRate - minRate) * left;
}
