import type { TrainArtifact, TrainedModel } from "../data/artifacts/train.ts";
import { studentUpperTail } from "../metrics/student-t.ts";

/** Mean and sample standard deviation over the seeds; null when a seed has no metric. */
export interface Spread {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** What is compared: trained models, named as the table is to name them, over the same seeds. */
export interface Comparison {
  readonly domains: TrainArtifact["domains"];
  readonly models: readonly ({ readonly model: string } & Pick<TrainedModel, "runs" | "parameters" | "flopsPerRow">)[];
}

/** One line of the comparison (DSFM, Table 1). */
export interface ComparedModel {
  readonly model: string;
  readonly auc: Spread;
  readonly logLoss: Spread;
  /** [D] test AUC per domain. */
  readonly aucByDomain: readonly Spread[];
  readonly parameters: number;
  readonly flopsPerRow: number;
  /** Two-sided p-value of a paired t-test over the seeds against the best other model by mean AUC; null with fewer than two seeds. */
  readonly pValue: number | null;
  readonly against: string | null;
  readonly wins: boolean;
}

/** Compares the trained models by test AUC, best first. */
export function compareModels({ models, domains }: Comparison): ComparedModel[] {
  const aucs = models.map(({ runs }) => runs.map(({ test }) => test.overall.auc));
  const means = aucs.map((values) => spread(values).mean ?? -Infinity);
  const lines = models.map(({ model, runs, parameters, flopsPerRow }, m) => {
    const others = models.map((_, o) => o).filter((o) => o !== m);
    const best = others.toSorted((a, b) => means[b] - means[a]).at(0);
    const pValue = best === undefined ? null : pairedTest(aucs[m], aucs[best]);
    return {
      model,
      auc: spread(aucs[m]),
      logLoss: spread(runs.map(({ test }) => test.overall.logLoss)),
      aucByDomain: domains.map((_, d) => spread(runs.map(({ test }) => test.byDomain[d].auc))),
      parameters: parameters.embedding + parameters.dense,
      flopsPerRow,
      pValue,
      against: best === undefined ? null : models[best].model,
      wins: best !== undefined && means[m] > means[best] && pValue !== null && pValue < 0.05,
    };
  });
  return lines.toSorted((a, b) => (b.auc.mean ?? -Infinity) - (a.auc.mean ?? -Infinity));
}

/** Mean and standard deviation with divisor n - 1. */
export function spread(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null);
  if (known.length < values.length || known.length === 0) return { mean: null, deviation: null };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (known.length === 1) return { mean, deviation: null };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / (known.length - 1)) };
}

/** Two-sided p-value of Student's paired t-test; equal differences give 0 or, all zero, 1. */
export function pairedTest(a: readonly (number | null)[], b: readonly (number | null)[]): number | null {
  const pairs = a.map((value, i) => [value, b[i]] as const);
  const differences = pairs.flatMap(([x, y]) => (x === null || y === null ? [] : [x - y]));
  if (differences.length < pairs.length || differences.length < 2) return null;
  const { mean, deviation } = spread(differences);
  if (mean === null || deviation === null) return null;
  if (deviation === 0) return mean === 0 ? 1 : 0;
  const t = Math.abs(mean) / (deviation / Math.sqrt(differences.length));
  return 2 * studentUpperTail(t, differences.length - 1);
}
