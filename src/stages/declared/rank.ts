import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import { ofEncode } from "../memory/known-encode.ts";
import { rankMemory } from "../memory/rank-memory.ts";

export type RankSlice = Config["rank"];

/** The stage `rank` as it is planned. */
export const rankDeclaration = declareStage<RankSlice>({
  name: "rank",
  version: 7,
  inputs: ["encode", "attribute"],
  memory: ofEncode((encode, { threads }) => rankMemory(encode, threads)),
  slice: (config) => config.rank,
});
