/** The studies of DSFM's paper, as named on the command line: its Fig. 4, 2 and 5, 6, and 7. */
export const studyNames = ["ablation", "dependence", "extractor-input", "attention"] as const;
export type StudyName = (typeof studyNames)[number];
