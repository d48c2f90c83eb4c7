import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import type { ErrorDetails } from "../../util/errors.ts";

/** Null for a pipeline without a `retrieval` block. */
export type RetrievalSlice = NonNullable<Config["retrieval"]> | null;

/** What is said of a pipeline without a `retrieval` block. */
export const noRetrieval: ErrorDetails = {
  what: "the pipeline has no `retrieval` block",
  remedy:
    "say which features hold the ids of users and items, and what to evaluate on: retrieval: { user, item, evaluate }",
};

/** The stage `retrieval` as it is planned. */
export const retrievalDeclaration = declareStage<RetrievalSlice>({
  name: "retrieval",
  version: 5,
  inputs: ["encode", "profile"],
  moreInputs: ({ retrieval }) => (retrieval?.features === "selected" ? ["select"] : []),
  readsFiles: "evaluation",
  usesDevice: true,
  onDemand: true,
  onlyInputs: true,
  refusal: ({ retrieval }) => (retrieval === undefined ? noRetrieval : undefined),
  slice: ({ retrieval }) => retrieval ?? null,
});
