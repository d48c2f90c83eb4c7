import { variantBars } from "../charts/variant-bars.ts";
import { bestSentence, differenceSentence } from "./sentences.ts";
import type { StudyView } from "./study-view.ts";

/** DSFM, section 5.3 and Fig. 4. */
export const ablationView: StudyView = {
  about: () =>
    "DSFM whole and without one of its parts: the retriever after the embedding layer, the retrievers after the hidden layers, the extractor's logit; " +
    "and the base tower alone (DSFM, Fig. 4).",
  chart: variantBars,
  reading: (study) => [
    bestSentence(study),
    ...study.variants
      .filter(({ against }) => against !== null)
      .map((variant) => differenceSentence(variant, study.domains)),
  ],
};
