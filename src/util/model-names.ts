/** Every model of the table, as named on the command line and in the config; `shared-dnn` is the base network. */
export const modelNames = [
  "dsfm",
  "shared-dnn",
  "separate-dnn",
  "shared-bottom",
  "cross-stitch",
  "mmoe",
  "ple",
  "star",
  "hinet",
  "apg",
  "adasparse",
  "pepnet",
  "fibinet",
  "din",
] as const;
export type ModelName = (typeof modelNames)[number];
