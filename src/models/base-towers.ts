import type { ModelName } from "../util/model-names.ts";
import { adasparse } from "./adasparse.ts";
import { apg } from "./apg.ts";
import { crossStitch } from "./cross-stitch.ts";
import { din } from "./din.ts";
import { fibinet } from "./fibinet.ts";
import { hinet } from "./hinet.ts";
import { mmoe } from "./mmoe.ts";
import type { RankingModel } from "./model.ts";
import { pepnet } from "./pepnet.ts";
import { ple } from "./ple.ts";
import { separateDnn } from "./separate-dnn.ts";
import { sharedBottom } from "./shared-bottom.ts";
import { sharedDnn } from "./shared-dnn.ts";
import { star } from "./star.ts";

/** A model that may be DSFM's base tower: every one but DSFM itself. */
export type BaseTowerName = Exclude<ModelName, "dsfm">;

/** The models without a memory, by name; a name without a model does not compile. */
export const baseTowers: Readonly<Record<BaseTowerName, RankingModel<unknown>>> = {
  "shared-dnn": sharedDnn,
  "separate-dnn": separateDnn,
  "shared-bottom": sharedBottom,
  "cross-stitch": crossStitch,
  mmoe,
  ple,
  star,
  hinet,
  apg,
  adasparse,
  pepnet,
  fibinet,
  din,
};
