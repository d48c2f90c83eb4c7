import type { Stage, StageName } from "../dag/stage.ts";
import { attributeStage } from "./attribute.ts";
import { encodeStage } from "./encode.ts";
import { importanceStage } from "./importance.ts";
import { ingestStage } from "./ingest.ts";
import { profileStage } from "./profile.ts";
import { rankStage } from "./rank.ts";
import { reportStage } from "./report.ts";
import { retrievalStage } from "./retrieval.ts";
import { selectStage } from "./select.ts";
import { studyStage } from "./study.ts";
import { trainStage } from "./train.ts";
import { trainBaseStage } from "./train-base.ts";
import { transferStage } from "./transfer.ts";

/** Every stage by name, in flow order; a name without a stage does not compile. */
const stageTable = {
  ingest: ingestStage,
  profile: profileStage,
  encode: encodeStage,
  retrieval: retrievalStage,
  "train-base": trainBaseStage,
  attribute: attributeStage,
  rank: rankStage,
  importance: importanceStage,
  select: selectStage,
  report: reportStage,
  train: trainStage,
  "study-ablation": studyStage("ablation"),
  "study-dependence": studyStage("dependence"),
  "study-extractor-input": studyStage("extractor-input"),
  "study-attention": studyStage("attention"),
  transfer: transferStage,
} satisfies Record<StageName, Stage>;

/** The stages as the DAG takes them. */
export const stages: readonly Stage[] = Object.values(stageTable);
