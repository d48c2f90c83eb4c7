import { type FrozenTable, featureLabel } from "../models/embedding.ts";
import { DomainlensError } from "../util/errors.ts";

/** Where attributions come from, for errors. */
export interface ScoredRow {
  /** Its position in the log, and the number of its batch, from 1. */
  readonly row: number;
  readonly batch: number;
}

/** The error of a row of attributions [F] that are not all finite, or whose logit or sum is not: DomainlensError("compute") with feature, row and batch. */
export function notFinite(
  scores: Float32Array,
  tables: readonly FrozenTable[],
  { row, batch }: ScoredRow,
): DomainlensError {
  const f = scores.findIndex((score) => !Number.isFinite(score));
  const what =
    f < 0 ? "the logit or the sum of the attributions" : `the attribution of ${featureLabel(tables[f].spec, f)}`;
  return new DomainlensError("compute", {
    what: `${what} is not finite in row ${row}, batch ${batch}`,
    ...(f >= 0 && { value: String(scores[f]) }),
    remedy: "train the model with a lower learning rate, or look for extreme values in the features",
  });
}
