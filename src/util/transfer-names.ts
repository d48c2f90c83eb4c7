/** Every way of training for one entity, as named on the command line and in the config (MKT, Table 2). */
export const transferNames = [
  "mlp",
  "din",
  "fibinet",
  "mmoe",
  "ple",
  "star",
  "conet",
  "minet",
  "finetune",
  "ctnet",
  "mkt",
] as const;
export type TransferName = (typeof transferNames)[number];

/** MKT without one of its parts: those of its paper's Table 4, then the levels of its hierarchical transfer one by one. */
export const transferAblations = [
  "no-pretraining",
  "no-tem",
  "no-pdl",
  "no-hfa",
  "no-user",
  "no-sequence",
  "no-shared",
  "no-cross",
] as const;
export type TransferAblation = (typeof transferAblations)[number];
