import type { StudiedVariant, StudyArtifact } from "../../data/artifacts/study.ts";
import type { Text } from "../blocks.ts";
import { aucFlopsChart } from "../charts/auc-flops-chart.ts";
import { bestSentence, differenceSentence } from "./sentences.ts";
import type { StudyView } from "./study-view.ts";

const kinds = ["linear", "softmax"] as const;

/** DSFM, section 5.6 and Fig. 7. */
export const attentionView: StudyView = {
  about: () =>
    "DSFM with linear and with softmax attention at three widths d' of the retrievers: test AUC against the floating-point operations of a prediction, counted from " +
    "the compiled graph (DSFM, Fig. 7).",
  chart: (study) => {
    const widths = widthsOf(study);
    const series = kinds.map((kind) => {
      const variants = ofKind(study, kind);
      return { name: `${kind} attention`, variants, sizes: variants.map((one) => widths.indexOf(widthOf(one))) };
    });
    return aucFlopsChart(series, `dots from small to large: d' ${widths.join(", ")} (embedding layer/hidden layers)`);
  },
  reading: (study) => [
    bestSentence(study),
    ...study.variants
      .filter(({ against }) => against !== null)
      .map((variant): Text => [...differenceSentence(variant, study.domains), ...costOf(variant, study)]),
  ],
};

/** What a variant costs, in shares of the one it is set against. */
function costOf({ flopsPerRow, against }: StudiedVariant, { variants }: StudyArtifact): string[] {
  const other = variants.find(({ key }) => key === against);
  if (other === undefined) return [];
  return [` It takes ${(flopsPerRow / other.flopsPerRow).toFixed(2)} times its FLOPs.`];
}

function ofKind({ variants }: StudyArtifact, kind: (typeof kinds)[number]): StudiedVariant[] {
  return variants.filter(({ options }) => options["attention"] === kind);
}

/** The widths from small to large, such as `16/4`. */
function widthsOf(study: StudyArtifact): string[] {
  return ofKind(study, "linear").map(widthOf);
}

function widthOf({ options }: StudiedVariant): string {
  return `${Number(options["embeddingAttentionSize"])}/${Number(options["hiddenAttentionSize"])}`;
}
