/** The models of retrieval, as named on the command line: the columns of ADI's Table 3. */
export const retrievalModelNames = [
  "adi",
  "dnn-single",
  "dnn",
  "shared-bottom",
  "cross-stitch",
  "mmoe",
  "ple",
] as const;
export type RetrievalModelName = (typeof retrievalModelNames)[number];
