import { declareStage } from "../../dag/stage.ts";
import { type EncodeSlice, encodeSlice } from "../../data/encode/slice.ts";

/** The stage `encode` as it is planned. */
export const encodeDeclaration = declareStage<EncodeSlice>({
  name: "encode",
  version: 4,
  inputs: ["ingest", "profile"],
  slice: encodeSlice,
});
