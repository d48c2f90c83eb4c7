import type { TrainArtifact } from "../data/artifacts/train.ts";
import { formatCount } from "./format.ts";

/** Which test rows the dependence of trained models is measured on: `all 300 test rows`. */
export function dependenceRowsText({ measured, test }: TrainArtifact["dependenceRows"]): string {
  if (measured === test) return `all ${formatCount(test)} test rows`;
  return `a sample of ${formatCount(measured)} of the ${formatCount(test)} test rows`;
}
