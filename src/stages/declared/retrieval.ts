import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";

/** Null for a pipeline without a `retrieval` block. */
export type RetrievalSlice = NonNullable<Config["retrieval"]> | null;

/** The stage `retrieval` as it is planned. */
export const retrievalDeclaration = declareStage<RetrievalSlice>({
  name: "retrieval",
  version: 3,
  inputs: ["encode", "profile"],
  moreInputs: ({ retrieval }) => (retrieval?.features === "selected" ? ["select"] : []),
  readsFiles: "evaluation",
  usesDevice: true,
  onDemand: true,
  onlyInputs: true,
  slice: ({ retrieval }) => retrieval ?? null,
});
