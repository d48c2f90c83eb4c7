import { existsSync, mkdirSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Device } from "../../compute/types.ts";
import type { Config } from "../../config/schema.ts";
import type { Progress } from "../../dag/stage.ts";
import { retrievalArtifactSchema, type RetrievalRun } from "../../data/artifacts/retrieval.ts";
import type { CandidateList, Interactions, UserItems } from "../../retrieval/types.ts";
import { type Evaluated, evaluateRun } from "./evaluate-run.ts";
import type { RetrievalPhase, RetrievalPhases } from "./retrieval-phases.ts";
import type { TowerFields } from "./tower-fields.ts";
import { bestOf, labelledEpochs, type TowerHistory, validationRecalls } from "./tower-history.ts";
import { twoTowerLoop, type TwoTowerLoop } from "./two-tower-loop.ts";
import { type TwoTowerOptions, type TwoTowerPrograms, TwoTowerTrainer } from "./two-tower-trainer.ts";

/** One model with one seed. */
export interface RetrievalRunInput {
  readonly settings: NonNullable<Config["retrieval"]>;
  readonly options: TwoTowerOptions;
  readonly programs: TwoTowerPrograms;
  readonly phases: RetrievalPhases;
  readonly log: Interactions;
  readonly lists: readonly CandidateList[];
  readonly heldOut: readonly UserItems[];
  readonly device: Device;
  readonly selfTraining: TwoTowerLoop["selfTraining"];
  readonly seed: number;
  readonly scratchDir: string;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

const runSchema = retrievalArtifactSchema.shape.models.element.shape.runs.element;

/**
 * Trains and evaluates one model with one seed: held-out items of the training split choose the number of epochs, and with `refit` all rows are trained on for
 * as many. A run that was finished before a kill is not trained again.
 */
export async function retrievalRun(input: RetrievalRunInput): Promise<RetrievalRun> {
  const path = join(input.scratchDir, "result.json");
  if (existsSync(path)) return runSchema.parse(JSON.parse(await readFile(path, "utf8")));
  const evaluate = (trainer: TwoTowerTrainer): Promise<Evaluated> =>
    evaluateRun(trainer, input.device, { ...input, ...input.settings });
  const beforePath = join(input.scratchDir, "labels-alone.json");
  const onLabelled = async (trainer: TwoTowerTrainer): Promise<void> =>
    writeWhole(beforePath, JSON.stringify(await evaluate(trainer)));
  const { trainer, epochs, validation } = await trainedTowers(input, onLabelled);
  const evaluated = await evaluate(trainer);
  // Without a better epoch with pseudo labels, the weights are those on labels.
  const labelled: unknown = epochs.selfTraining === 0 ? evaluated : JSON.parse(await readFile(beforePath, "utf8"));
  const labelsAlone = input.selfTraining === null ? null : labelled;
  const run = runSchema.parse({ seed: input.seed, epochs, validation, ...evaluated, labelsAlone });
  await writeWhole(path, JSON.stringify(run));
  return run;
}

/** Writes a file that is there whole or not at all. */
async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.tmp`, text);
  await rename(`${path}.tmp`, path);
}

/** A run with its trainer, which has the weights that it was evaluated with. */
export interface TrainedTowers extends Pick<RetrievalRun, "epochs" | "validation"> {
  readonly trainer: TwoTowerTrainer;
  readonly fields: TowerFields;
}

type OnLabelled = (trainer: TwoTowerTrainer) => Promise<void>;

/** Trains as `retrievalRun`, or loads what was trained. @param onLabelled called with the weights before the epochs with pseudo labels */
export async function trainedTowers(input: RetrievalRunInput, onLabelled?: OnLabelled): Promise<TrainedTowers> {
  const { settings, selfTraining, phases } = input;
  const { maxEpochs, patience, rateDecay } = settings;
  const plan = { maxEpochs, patience, rateDecay, selfTraining };
  if (phases.heldOut === null || settings.validation === null) {
    const { trainer, fields, history } = await train(input, phases.all, plan, onLabelled);
    return { trainer, fields, epochs: epochsOf(history, history.length), validation: null };
  }
  const { refit } = settings.validation;
  const hook = refit ? undefined : onLabelled;
  const { trainer, fields, history, bestEpoch } = await train(input, phases.heldOut, plan, hook);
  const epochs = epochsOf(history, bestEpoch);
  const validation = validationRecalls(history);
  if (!refit) return { trainer, fields, epochs, validation };
  const selfEpochs = selfTraining === null ? null : { ...selfTraining, epochs: epochs.selfTraining };
  const again = { ...plan, maxEpochs: epochs.labels, selfTraining: selfEpochs };
  return { ...(await train(input, phases.all, again, onLabelled)), epochs, validation };
}

type Plan = Pick<TwoTowerLoop, "maxEpochs" | "patience" | "rateDecay" | "selfTraining">;

async function train(input: RetrievalRunInput, phase: RetrievalPhase, plan: Plan, onLabelled?: OnLabelled) {
  const { seed, signal, report } = input;
  const { userCount, itemCount } = input.log;
  const { fields, pairs, validation } = phase;
  const trainer = new TwoTowerTrainer(input.programs, fields, input.options, seed);
  const scratchDir = join(input.scratchDir, phase.name);
  mkdirSync(scratchDir, { recursive: true });
  const loop = { ...plan, pairs, validation, userCount, itemCount, seed, scratchDir, signal, report };
  const hook = onLabelled && { onLabelled: () => onLabelled(trainer) };
  return { trainer, fields, ...(await twoTowerLoop(trainer, { ...loop, ...hook })) };
}

/** Epochs on labels and with pseudo labels that the weights of epoch `best` come from. */
function epochsOf(history: TowerHistory, best: number): RetrievalRun["epochs"] {
  const labelled = labelledEpochs(history);
  if (best <= labelled.length) return { labels: best, selfTraining: 0 };
  return { labels: bestOf(labelled).epoch, selfTraining: best - labelled.length };
}
