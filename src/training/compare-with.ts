import type { TrainArtifact } from "../data/artifacts/train.ts";
import { pairedTest, spread } from "./compare-models.ts";

/** Test AUC of a model less that of the reference, paired by seed; null where a seed has no AUC. */
export interface Gain {
  readonly mean: number | null;
  readonly deviation: number | null;
  /** Two-sided p-value of the paired t-test; null with fewer than two seeds. */
  readonly pValue: number | null;
}

/** A model against the reference. */
export interface ModelGain {
  readonly model: string;
  readonly overall: Gain;
  /** [D] */
  readonly byDomain: readonly Gain[];
}

type Run = TrainArtifact["models"][number]["runs"][number];

/** Every other model against the model `reference`, overall and per domain; empty when that one was not trained. */
export function compareWith(
  { models, domains }: Pick<TrainArtifact, "models" | "domains">,
  reference: string,
): ModelGain[] {
  const base = models.find(({ model }) => model === reference);
  if (base === undefined) return [];
  const gain = (runs: readonly Run[], aucOf: (run: Run) => number | null): Gain => {
    const [own, other] = [runs.map(aucOf), base.runs.map(aucOf)];
    const differences = own.map((auc, s) => {
      const against = other[s];
      return auc === null || against === null ? null : auc - against;
    });
    return { ...spread(differences), pValue: pairedTest(own, other) };
  };
  return models
    .filter((model) => model !== base)
    .map(({ model, runs }) => ({
      model,
      overall: gain(runs, ({ test }) => test.overall.auc),
      byDomain: domains.map((_, d) => gain(runs, ({ test }) => test.byDomain[d].auc)),
    }));
}
