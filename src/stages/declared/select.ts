import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";

export type SelectSlice = Config["select"] & { readonly alpha: number };

/** The stage `select` as it is planned. */
export const selectDeclaration = declareStage<SelectSlice>({
  name: "select",
  version: 3,
  inputs: ["encode", "rank", "importance"],
  slice: ({ select, rank }) => ({ ...select, alpha: rank.alpha }),
});
