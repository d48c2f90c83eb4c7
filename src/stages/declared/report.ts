import { declareStage } from "../../dag/stage.ts";
import { type ReportedConfig, reportedConfig } from "../../report/reported-config.ts";

/** The stage `report` as it is planned. */
export const reportDeclaration = declareStage<ReportedConfig>({
  name: "report",
  version: 7,
  inputs: ["ingest", "profile", "encode", "train-base", "attribute", "rank", "importance", "select"],
  slice: reportedConfig,
});
