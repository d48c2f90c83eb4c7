import type { ModelName } from "../util/model-names.ts";
import { baseTowers } from "./base-towers.ts";
import { dsfm } from "./dsfm.ts";
import type { RankingModel } from "./model.ts";

/** Every model by name; a name without a model does not compile. */
export const modelTable: Readonly<Record<ModelName, RankingModel<unknown>>> = { dsfm, ...baseTowers };
