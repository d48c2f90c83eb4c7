import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import type { TrainModelsInput } from "../../training/train-models.ts";
import { trainNeedsOneSize } from "./needs-one-size.ts";

export type TrainSlice = Pick<Config, "train" | "base"> & Pick<TrainModelsInput, "attribute">;

/** The stage `train` as it is planned. */
export const trainDeclaration = declareStage<TrainSlice>({
  name: "train",
  version: 6,
  inputs: ["encode", "select"],
  usesDevice: true,
  onDemand: true,
  refusal: trainNeedsOneSize,
  slice: ({ train, base, attribute: { quadrature, steps, target } }) => ({
    train,
    base,
    attribute: { quadrature, steps, target },
  }),
});
