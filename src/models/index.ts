import type { ModelName } from "../util/model-names.ts";
import { adasparse } from "./adasparse.ts";
import { apg } from "./apg.ts";
import { crossStitch } from "./cross-stitch.ts";
import { dsfm } from "./dsfm.ts";
import { hinet } from "./hinet.ts";
import { mmoe } from "./mmoe.ts";
import type { RankingModel } from "./model.ts";
import { pepnet } from "./pepnet.ts";
import { ple } from "./ple.ts";
import { separateDnn } from "./separate-dnn.ts";
import { sharedBottom } from "./shared-bottom.ts";
import { sharedDnn } from "./shared-dnn.ts";
import { star } from "./star.ts";

/** Every model by name; a name without a model does not compile. */
export const modelTable: Readonly<Record<ModelName, RankingModel<unknown>>> = {
  dsfm,
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
};
