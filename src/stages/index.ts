import type { Stage, StageDeclaration, StageName } from "../dag/stage.ts";
import type { StudyName } from "../util/study-names.ts";
import { attributeDeclaration } from "./declared/attribute.ts";
import { encodeDeclaration } from "./declared/encode.ts";
import { importanceDeclaration } from "./declared/importance.ts";
import { ingestDeclaration } from "./declared/ingest.ts";
import { profileDeclaration } from "./declared/profile.ts";
import { rankDeclaration } from "./declared/rank.ts";
import { reportDeclaration } from "./declared/report.ts";
import { retrievalDeclaration } from "./declared/retrieval.ts";
import { selectDeclaration } from "./declared/select.ts";
import { studyDeclaration } from "./declared/study.ts";
import { trainBaseDeclaration } from "./declared/train-base.ts";
import { trainDeclaration } from "./declared/train.ts";
import { transferDeclaration } from "./declared/transfer.ts";

/** Every stage by name, in flow order; a name without a stage does not compile. What a stage runs with is loaded when it runs. */
const stageTable = {
  ingest: loadedToRun(ingestDeclaration, async () => (await import("./ingest.ts")).ingestStage),
  profile: loadedToRun(profileDeclaration, async () => (await import("./profile.ts")).profileStage),
  encode: loadedToRun(encodeDeclaration, async () => (await import("./encode.ts")).encodeStage),
  retrieval: loadedToRun(retrievalDeclaration, async () => (await import("./retrieval.ts")).retrievalStage),
  "train-base": loadedToRun(trainBaseDeclaration, async () => (await import("./train-base.ts")).trainBaseStage),
  attribute: loadedToRun(attributeDeclaration, async () => (await import("./attribute.ts")).attributeStage),
  rank: loadedToRun(rankDeclaration, async () => (await import("./rank.ts")).rankStage),
  importance: loadedToRun(importanceDeclaration, async () => (await import("./importance.ts")).importanceStage),
  select: loadedToRun(selectDeclaration, async () => (await import("./select.ts")).selectStage),
  report: loadedToRun(reportDeclaration, async () => (await import("./report.ts")).reportStage),
  train: loadedToRun(trainDeclaration, async () => (await import("./train.ts")).trainStage),
  "study-ablation": studyLoadedToRun("ablation"),
  "study-dependence": studyLoadedToRun("dependence"),
  "study-extractor-input": studyLoadedToRun("extractor-input"),
  "study-attention": studyLoadedToRun("attention"),
  transfer: loadedToRun(transferDeclaration, async () => (await import("./transfer.ts")).transferStage),
} satisfies Record<StageName, Stage>;

/** The stages as the DAG takes them. */
export const stages: readonly Stage[] = Object.values(stageTable);

/** A plan, and a run whose outputs are there, need no library of what a stage does. */
function loadedToRun<Slice>(declaration: StageDeclaration<Slice>, load: () => Promise<Stage<Slice>>): Stage<Slice> {
  return { ...declaration, run: async (context) => (await load()).run(context) };
}

function studyLoadedToRun(study: StudyName): Stage {
  return loadedToRun(studyDeclaration(study), async () => (await import("./study.ts")).studyStage(study));
}
