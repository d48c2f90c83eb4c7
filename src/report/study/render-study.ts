import type { StudiedFeature, StudiedVariant, StudyArtifact } from "../../data/artifacts/study.ts";
import type { StudyName } from "../../util/study-names.ts";
import type { Block, Section } from "../blocks.ts";
import { renderSvg } from "../charts/render-svg.ts";
import { formatCount, formatScore, formatSeeds } from "../format.ts";
import { groupTitle } from "../groups.ts";
import { renderMarkdown } from "../markdown.ts";
import { spreadText } from "../model-table.ts";
import { left, right, tableOf } from "../table.ts";
import { ablationView } from "./ablation.ts";
import { attentionView } from "./attention.ts";
import { dependenceView } from "./dependence.ts";
import { extractorInputView } from "./extractor-input.ts";
import { signed } from "./sentences.ts";
import type { StudyView } from "./study-view.ts";

/** A study without a view does not compile. */
const views = {
  ablation: ablationView,
  dependence: dependenceView,
  "extractor-input": extractorInputView,
  attention: attentionView,
} satisfies Record<StudyName, StudyView>;

/** A study as a Markdown page and its picture, `study.svg`: the same study gives the same bytes. */
export function renderStudy(study: StudyArtifact): { readonly markdown: string; readonly svg: string } {
  const view: StudyView = views[study.study];
  const chart = view.chart(study);
  const sections: Section[] = [
    {
      id: "result",
      title: "Result",
      blocks: [
        { kind: "paragraph", text: view.about(study) },
        { kind: "chart", folder: ".", file: "study", title: `Study ${study.study}`, chart },
        { kind: "list", items: view.reading(study) },
      ],
    },
    { id: "variants", title: "Variants", blocks: variantBlocks(study) },
    ...(study.features === null ? [] : [featureSection(study, study.features)]),
  ];
  return { markdown: renderMarkdown(`Study: ${study.study}`, sections), svg: renderSvg(chart, "study") };
}

function variantBlocks({ variants, domains, seeds }: StudyArtifact): Block[] {
  const note =
    `On test rows, mean ± standard deviation over ${formatSeeds(seeds)}; difference of the mean AUC against the named variant; ` +
    "p: two-sided paired t-test over the seeds, not corrected for the number of variants. FLOPs of one prediction: 2 per multiply-add, 1 per other element.";
  return [
    tableOf<StudiedVariant>(variants, [
      left("variant", ({ key }) => key),
      right("test AUC", ({ auc }) => spreadText(auc)),
      left("against", ({ against }) => against ?? "–"),
      right("difference", ({ difference }) => signed(difference)),
      right("p", ({ pValue }) => formatScore(pValue)),
      right("log loss", ({ logLoss }) => spreadText(logLoss)),
      ...domains.map((name, d) =>
        right<StudiedVariant>(`AUC ${name}`, ({ aucByDomain }) => spreadText(aucByDomain[d])),
      ),
      right("parameters", ({ parameters }) => formatCount(parameters)),
      right("FLOPs/row", ({ flopsPerRow }) => formatCount(flopsPerRow)),
    ]),
    { kind: "paragraph", text: note },
  ];
}

/** Every feature: its domain sensitivity by the audit beside its places by dependence. */
function featureSection({ variants, seeds }: StudyArtifact, features: readonly StudiedFeature[]): Section {
  const placeOf = (v: number) => (feature: StudiedFeature) => {
    const places = feature.seedRanks[v];
    const [first, last] = [Math.min(...places), Math.max(...places)];
    return first === last ? String(feature.ranks[v]) : `${feature.ranks[v]} (${first}–${last})`;
  };
  const columns = [
    left<StudiedFeature>("feature", ({ feature }) => feature),
    left<StudiedFeature>("group", ({ group }) => groupTitle(group)),
    right<StudiedFeature>("place by DS in its group", ({ dsRank }) => formatCount(dsRank)),
    right<StudiedFeature>("DS", ({ ds }) => formatScore(ds)),
    left<StudiedFeature>("selected", ({ selected }) => (selected ? "yes" : "")),
    ...variants.map(({ key }, v) => right<StudiedFeature>(`place in ${key}`, placeOf(v))),
    ...variants.map(({ key }, v) =>
      right<StudiedFeature>(`mean |IG| in ${key}`, ({ meanAbs }) => formatScore(meanAbs[v])),
    ),
  ];
  const order = features.toSorted((a, b) => Number(b.selected) - Number(a.selected) || a.ranks[1] - b.ranks[1]);
  const note =
    "Selected features first, then by the place in the second model. In parentheses, where seeds differ: the least and the greatest place over the seeds.";
  return {
    id: "features",
    title: "Features",
    blocks: [
      tableOf(order, columns, order.length),
      ...(seeds.length > 1 ? [{ kind: "paragraph" as const, text: note }] : []), // widens to string without it
    ],
  };
}
