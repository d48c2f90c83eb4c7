import { declareStage } from "../../dag/stage.ts";

/** The stage `profile` as it is planned. */
export const profileDeclaration = declareStage<Record<string, never>>({
  name: "profile",
  version: 5,
  inputs: ["ingest"],
  slice: () => ({}),
});
