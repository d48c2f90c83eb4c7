import type { StudiedFeature, StudiedVariant, StudyArtifact } from "../../src/data/artifacts/study.ts";

/** A variant with the same AUC in all domains; `more` replaces what a test is about. */
export function sampleVariant(key: string, auc: number | null, more: Partial<StudiedVariant> = {}): StudiedVariant {
  const spread = { mean: auc, deviation: auc === null ? null : 0.002 };
  return {
    key,
    model: "dsfm",
    options: {},
    sensitive: [],
    parameters: 1000,
    flopsPerRow: 2000,
    auc: spread,
    logLoss: { mean: 0.5, deviation: 0.01 },
    aucByDomain: [spread, spread],
    against: null,
    difference: null,
    differenceByDomain: [null, null],
    pValue: null,
    runs: [],
    ...more,
  };
}

/** `count` features named by number, the second and third selected; the second model has the order of the first backwards. */
export function sampleFeatures(count: number, nameOf = (f: number): string => `feature_${f + 1}`): StudiedFeature[] {
  return Array.from({ length: count }, (_, f) => ({
    feature: nameOf(f),
    group: "categorical-scalar",
    dsRank: count - f,
    ds: 0.01 * (f + 1),
    selected: f === 1 || f === 2,
    meanAbs: [1 / (f + 1), 1 / (count - f)],
    ranks: [f + 1, count - f],
    seedRanks: [
      [f + 1, f + 1],
      [count - f, count - f],
    ],
  }));
}

/** A study of two seeds over the domains `app` and `web`. */
export function sampleStudy(
  study: StudyArtifact["study"],
  variants: StudyArtifact["variants"],
  features: StudyArtifact["features"] = null,
): StudyArtifact {
  const device = { name: "cpu", reason: "" };
  const dependenceRows = { measured: 400, test: 400 };
  return { study, domains: ["app", "web"], batchSize: 64, seeds: [1, 2], device, dependenceRows, variants, features };
}
