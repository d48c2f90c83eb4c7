import type { SelectionArtifact } from "../data/artifacts/selection.ts";
import type { StudiedFeature, StudyArtifact } from "../data/artifacts/study.ts";
import { rankWithinGroups } from "../ranking/rank-within-groups.ts";
import { pairedTest, spread } from "./compare-models.ts";
import type { TrainedVariant, TrainedVariants } from "./train-models.ts";

/**
 * The variants of a study, each compared with the one it is set against: difference of the mean test AUC, overall and per domain, and
 * a paired t-test over the seeds. @param against [variants] key of the other one
 */
export function compareStudy(
  { models, domains }: Pick<TrainedVariants, "models" | "domains">,
  against: readonly (string | null)[],
): StudyArtifact["variants"] {
  return models.map((trained, i) => {
    const other = models.find(({ key }) => key === against[i]);
    const own = aucsOf(trained, domains.length);
    const others = other === undefined ? undefined : aucsOf(other, domains.length);
    const [difference, ...differenceByDomain] = own.map((aucs, d) => meanDifference(aucs, others?.[d]));
    return {
      ...pick(trained),
      auc: spread(own[0]),
      logLoss: spread(trained.runs.map(({ test }) => test.overall.logLoss)),
      aucByDomain: own.slice(1).map(spread),
      against: against[i],
      difference,
      differenceByDomain,
      pValue: others === undefined ? null : pairedTest(own[0], others[0]),
    };
  });
}

/** What every variant depends on, feature by feature as in the selection (DSFM, Fig. 2 and 5). @param features [F] names */
export function studyFeatures(
  models: readonly TrainedVariant[],
  { selected, rejected }: Pick<SelectionArtifact, "selected" | "rejected">,
  features: readonly string[],
): StudiedFeature[] {
  const ranked = [...selected, ...rejected];
  const rank = (means: readonly number[]): number[] =>
    rankWithinGroups(features.map((name, f) => ({ name, group: "all", score: means[f] })));
  const means = models.map(({ seedDependence }) =>
    features.map((_, f) => seedDependence.reduce((sum, seed) => sum + seed[f], 0) / seedDependence.length),
  );
  const ranks = means.map(rank);
  const seedRanks = models.map(({ seedDependence }) => seedDependence.map(rank));
  return features.flatMap((feature, f) => {
    const found = ranked.find(({ name }) => name === feature);
    if (found === undefined) return [];
    return {
      feature,
      group: found.group,
      dsRank: found.rank,
      ds: found.ds,
      selected: selected.includes(found),
      meanAbs: means.map((values) => values[f]),
      ranks: ranks.map((places) => places[f]),
      seedRanks: seedRanks.map((seeds) => seeds.map((places) => places[f])),
    };
  });
}

function pick({ key, model, options, sensitive, parameters, flopsPerRow, runs }: TrainedVariant) {
  return { key, model, options, sensitive, parameters: parameters.embedding + parameters.dense, flopsPerRow, runs };
}

/** [1 + D, S] test AUC, overall and then of each domain. */
function aucsOf({ runs }: TrainedVariant, domains: number): (number | null)[][] {
  const ofDomain = (d: number): (number | null)[] => runs.map(({ test }) => test.byDomain[d].auc);
  return [runs.map(({ test }) => test.overall.auc), ...Array.from({ length: domains }, (_, d) => ofDomain(d))];
}

function meanDifference(
  aucs: readonly (number | null)[],
  others: readonly (number | null)[] | undefined,
): number | null {
  if (others === undefined) return null;
  const [own, other] = [spread(aucs).mean, spread(others).mean];
  return own === null || other === null ? null : own - other;
}
