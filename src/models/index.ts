import type { ModelName } from "../util/model-names.ts";
import type { RankingModel } from "./model.ts";
import { dsfm } from "./dsfm.ts";
import { sharedDnn } from "./shared-dnn.ts";

/** Every model by name; a name without a model does not compile. */
export const modelTable: Readonly<Record<ModelName, RankingModel<unknown>>> = {
  dsfm,
  "shared-dnn": sharedDnn,
};
