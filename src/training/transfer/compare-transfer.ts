import type { TransferArtifact, TransferRun } from "../../data/artifacts/transfer.ts";
import type { TransferAblation, TransferName } from "../../util/transfer-names.ts";
import { pairedTest, type Spread, spread } from "../compare-models.ts";

/** A metric of one model against that of another, paired by seed. */
export interface Difference {
  /** Of the means over the seeds; null where one has no metric. */
  readonly mean: number | null;
  /** Two-sided p-value of the paired t-test; null with fewer than two seeds. */
  readonly pValue: number | null;
}

/** One line of the comparison (MKT, Table 2), on the target's test rows. */
export interface ComparedTransfer {
  readonly model: TransferName;
  readonly auc: Spread;
  readonly gauc: Spread;
  readonly logLoss: Spread;
  /** [G] by group of users (MKT, Table 3). */
  readonly groups: readonly { readonly auc: Spread; readonly gauc: Spread }[];
  /** The best other model by mean AUC, and AUC and GAUC against it; null with a single model. */
  readonly against: { readonly model: TransferName; readonly auc: Difference; readonly gauc: Difference } | null;
  /** The best mean AUC, with p < 0.05 against the next. */
  readonly wins: boolean;
}

/** MKT against another model: positive where it is better. */
export interface MktDifference {
  readonly model: TransferName;
  readonly auc: Difference;
  readonly gauc: Difference;
}

/** MKT without a part against the whole (MKT, Table 4). */
export interface ComparedAblation {
  readonly ablation: TransferAblation;
  readonly auc: Spread;
  readonly gauc: Spread;
  /** Negative where the part helps. */
  readonly difference: { readonly auc: Difference; readonly gauc: Difference };
}

type Measure = (run: TransferRun) => number | null;
const aucOf: Measure = ({ test }) => test.auc;
const gaucOf: Measure = ({ test }) => test.gauc;

/** Compares the models by AUC on the target's test rows, best first. */
export function compareTransfer({
  models,
  activity,
}: Pick<TransferArtifact, "models" | "activity">): ComparedTransfer[] {
  const meanOf = (runs: readonly TransferRun[]): number => spread(runs.map(aucOf)).mean ?? -Infinity;
  const inOrder = models.toSorted((a, b) => meanOf(b.runs) - meanOf(a.runs));
  return inOrder.map(({ model, runs }, place) => {
    const best = inOrder.find((_, other) => other !== place);
    const auc = best === undefined ? undefined : difference(runs, best.runs, aucOf);
    return {
      model,
      auc: spread(runs.map(aucOf)),
      gauc: spread(runs.map(gaucOf)),
      logLoss: spread(runs.map(({ test }) => test.logLoss)),
      groups: activity.map((_, g) => ({
        auc: spread(runs.map(({ test }) => test.groups[g].auc)),
        gauc: spread(runs.map(({ test }) => test.groups[g].gauc)),
      })),
      against:
        best === undefined || auc === undefined
          ? null
          : { model: best.model, auc, gauc: difference(runs, best.runs, gaucOf) },
      wins: (auc?.mean ?? 0) > 0 && auc?.pValue != null && auc.pValue < 0.05,
    };
  });
}

/** MKT against each of the other models, in the order of `compareTransfer`; empty when it was not trained. */
export function compareMkt(artifact: Pick<TransferArtifact, "models" | "activity">): MktDifference[] {
  const { models } = artifact;
  const runsOf = (name: TransferName) => models.find(({ model }) => model === name)?.runs;
  const own = runsOf("mkt");
  if (own === undefined) return [];
  return compareTransfer(artifact).flatMap(({ model }) => {
    const runs = runsOf(model);
    if (model === "mkt" || runs === undefined) return [];
    return [{ model, auc: difference(own, runs, aucOf), gauc: difference(own, runs, gaucOf) }];
  });
}

/** The ablations against MKT; empty when that was not trained. */
export function compareAblations({
  models,
  ablations,
}: Pick<TransferArtifact, "models" | "ablations">): ComparedAblation[] {
  const whole = models.find(({ model }) => model === "mkt");
  if (whole === undefined) return [];
  return ablations.map(({ ablation, runs }) => ({
    ablation,
    auc: spread(runs.map(aucOf)),
    gauc: spread(runs.map(gaucOf)),
    difference: { auc: difference(runs, whole.runs, aucOf), gauc: difference(runs, whole.runs, gaucOf) },
  }));
}

function difference(runs: readonly TransferRun[], others: readonly TransferRun[], measure: Measure): Difference {
  const [own, other] = [runs.map(measure), others.map(measure)];
  const [mean, against] = [spread(own).mean, spread(other).mean];
  return { mean: mean === null || against === null ? null : mean - against, pValue: pairedTest(own, other) };
}
