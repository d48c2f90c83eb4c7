import type { Config } from "../../config/schema.ts";
import { declareStage } from "../../dag/stage.ts";
import type { ErrorDetails } from "../../util/errors.ts";
import { mktMisfit } from "./mkt-misfit.ts";
import { needsHeldOutRows } from "./needs-held-out-rows.ts";
import { transferNeedsOneSize } from "./needs-one-size.ts";

export interface TransferSlice extends Pick<Config, "base"> {
  readonly transfer: Config["transfer"];
}

/** What is said of a pipeline without a `transfer` block. */
export const noTarget: ErrorDetails = {
  what: "no target entity was named",
  remedy: "give --target, or transfer.target in the pipeline file",
};

/** The stage `transfer` as it is planned. */
export const transferDeclaration = declareStage<TransferSlice>({
  name: "transfer",
  version: 5,
  inputs: ["encode"],
  usesDevice: true,
  onDemand: true,
  onlyInputs: true,
  refusal: (config) =>
    config.transfer === undefined
      ? noTarget
      : (needsHeldOutRows(config) ?? transferNeedsOneSize(config) ?? mktMisfit(config)),
  slice: ({ transfer, base }) => ({ transfer, base }),
});
