import type { Span } from "../blocks.ts";
import type { StudiedVariant } from "../../data/artifacts/study.ts";
import { variantBars } from "../charts/variant-bars.ts";
import { bestSentence, differenceSentence } from "./sentences.ts";
import type { StudyView } from "./study-view.ts";

const namedFeatures = 10;

/** DSFM, section 5.5 and Fig. 6. */
export const extractorInputView: StudyView = {
  about: () =>
    "DSFM with the selected features as the input of its extractor, with as many features from the end of the ranking, and with all features " +
    "(DSFM, Fig. 6).",
  chart: variantBars,
  reading: (study) => [
    bestSentence(study),
    ...study.variants
      .filter(({ against }) => against !== null)
      .map((variant) => differenceSentence(variant, study.domains)),
    ...study.variants.slice(0, 2).map(readsSentence),
    ...overlapSentence(study.variants),
  ],
};

function readsSentence({ key, sensitive }: StudiedVariant): Span[] {
  const more = sensitive.length > namedFeatures ? ` and ${sensitive.length - namedFeatures} more` : "";
  return [{ strong: key }, ` reads ${sensitive.slice(0, namedFeatures).join(", ")}${more}.`];
}

/** With most features selected, the end of the ranking holds selected ones too, and the comparison says less. */
function overlapSentence([top, last]: readonly StudiedVariant[]): string[] {
  const common = top.sensitive.filter((name) => last.sensitive.includes(name));
  return common.length === 0
    ? []
    : [`Both of these read ${common.length} of ${top.sensitive.length} features in common.`];
}
