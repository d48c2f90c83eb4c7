import type { StudiedFeature, StudyArtifact } from "../../data/artifacts/study.ts";
import { rankSlopes } from "../charts/rank-slopes.ts";
import { dependenceRowsText } from "../dependence-rows.ts";
import { differenceSentence } from "./sentences.ts";
import type { StudyView } from "./study-view.ts";

/** DSFM, section 5.4, Fig. 2 and 5. */
export const dependenceView: StudyView = {
  about: ({ dependenceRows }) =>
    `The places of the features by model dependence, mean |IG| over ${dependenceRowsText(dependenceRows)} averaged over the seeds, in a plain network and in DSFM, ` +
    "whose extractor reads the selected ones (DSFM, Fig. 2 and 5).",
  chart: ({ features, variants }) => rankSlopes(features ?? [], [variants[0].key, variants[1].key]),
  reading: (study) => [
    ...moveSentences(study),
    ...study.variants.slice(1).map((variant) => differenceSentence(variant, study.domains)),
  ],
};

function moveSentences({ features, variants }: StudyArtifact): string[] {
  const selected = (features ?? []).filter((feature) => feature.selected);
  if (selected.length === 0) return ["No feature is selected."];
  const forward = selected.filter(({ ranks }) => ranks[1] < ranks[0]).length;
  const back = selected.filter(({ ranks }) => ranks[1] > ranks[0]).length;
  const [before, after] = variants.map(({ key }, v) => `${meanPlace(selected, v).toFixed(1)} in ${key}`);
  return [
    `Of ${selected.length} selected features, ${forward} stand further forward in ${variants[1].key}, ${back} further back and ${selected.length - forward - back} at the same place.`,
    `Their mean place among ${features?.length} features is ${before} and ${after}.`,
  ];
}

function meanPlace(features: readonly StudiedFeature[], variant: number): number {
  return features.reduce((sum, { ranks }) => sum + ranks[variant], 0) / features.length;
}
