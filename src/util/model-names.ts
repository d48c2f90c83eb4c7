/** Every model of the table, as named on the command line and in the config; the base network is `shared-dnn`. */
export const modelNames = ["dsfm", "shared-dnn"] as const;
export type ModelName = (typeof modelNames)[number];
