import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import { ofEncode } from "../memory/known-encode.ts";
import { trainMemory } from "../memory/train-memory.ts";

/** The stage `train-base` as it is planned. */
export const trainBaseDeclaration = declareStage<Config["base"]>({
  name: "train-base",
  version: 2,
  inputs: ["encode"],
  memory: ofEncode((encode, { config }) => trainMemory(encode, config.base)),
  slice: (config) => config.base,
});
