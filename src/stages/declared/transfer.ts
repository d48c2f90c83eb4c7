import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";

export interface TransferSlice extends Pick<Config, "base"> {
  readonly transfer: Config["transfer"];
}

/** The stage `transfer` as it is planned. */
export const transferDeclaration = declareStage<TransferSlice>({
  name: "transfer",
  version: 4,
  inputs: ["encode"],
  usesDevice: true,
  onDemand: true,
  onlyInputs: true,
  slice: ({ transfer, base }) => ({ transfer, base }),
});
