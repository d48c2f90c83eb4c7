/** The studies of ADI's paper on retrieval: its Tables 7, 6 and 8 and its Fig. 3. */
export const retrievalStudyNames = ["ablation", "fusion", "adaptation", "shared-networks"] as const;
export type RetrievalStudyName = (typeof retrievalStudyNames)[number];
