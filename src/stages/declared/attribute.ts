import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import { attributeMemory } from "../memory/attribute-memory.ts";
import { ofEncode } from "../memory/known-encode.ts";

export type AttributeSlice = Config["attribute"];

/** The stage `attribute` as it is planned. */
export const attributeDeclaration = declareStage<AttributeSlice>({
  name: "attribute",
  version: 3,
  inputs: ["encode", "train-base"],
  usesDevice: true,
  memory: ofEncode((encode, { config, threads }) => attributeMemory(encode, config.attribute, threads)),
  slice: (config) => config.attribute,
});
