import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import { needsHeldOutRows } from "./needs-held-out-rows.ts";
import { ofEncode } from "../memory/known-encode.ts";
import { trainMemory } from "../memory/train-memory.ts";

/** The stage `train-base` as it is planned. */
export const trainBaseDeclaration = declareStage<Config["base"]>({
  name: "train-base",
  version: 3,
  inputs: ["encode"],
  usesDevice: true,
  memory: ofEncode((encode, { config, threads }) => trainMemory(encode, config.base, threads)),
  refusal: needsHeldOutRows,
  slice: (config) => config.base,
});
