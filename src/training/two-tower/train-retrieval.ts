import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Device } from "../../compute/types.ts";
import type { Config } from "../../config/schema.ts";
import type { Progress } from "../../dag/stage.ts";
import type { EncodeArtifact } from "../../data/artifacts/encode.ts";
import type { EvaluationFacts } from "../../data/artifacts/evaluation-facts.ts";
import type { RetrievalArtifact, RetrievalModel, RetrievalRun } from "../../data/artifacts/retrieval.ts";
import type { Session } from "../../data/session.ts";
import type { TowersShape } from "../../models/two-tower/two-towers.ts";
import type { ListScores } from "../../retrieval/evaluate-lists.ts";
import { neighbourScores } from "../../retrieval/item-neighbours.ts";
import { popularityScores } from "../../retrieval/popularity.ts";
import type { CandidateList, Interactions, UserItems } from "../../retrieval/types.ts";
import { type BuiltTowers, buildTowers, parameterCount } from "./build-towers.ts";
import { evaluateMethod } from "./evaluate-run.ts";
import { exportVectors } from "./export-vectors.ts";
import { meanAdaptation, saveTowers } from "./finish-model.ts";
import type { FieldsSource } from "./retrieval-fields.ts";
import { type RetrievalPhases, retrievalPhases } from "./retrieval-phases.ts";
import { retrievalRun, type RetrievalRunInput, trainedTowers } from "./retrieval-run.ts";
import { type RetrievalVariant, retrievalVariants } from "./retrieval-variants.ts";
import type { TowerFields } from "./tower-fields.ts";
import type { TrainingPairs } from "./training-pairs.ts";
import { compileTowers } from "./two-tower-trainer.ts";

export interface TrainRetrievalInput {
  readonly settings: NonNullable<Config["retrieval"]>;
  readonly encode: EncodeArtifact;
  readonly encodeDir: string;
  readonly session: Session;
  readonly log: Interactions;
  readonly fields: FieldsSource;
  readonly lists: readonly CandidateList[];
  readonly heldOut: readonly UserItems[];
  readonly evaluation: readonly EvaluationFacts[];
  readonly device: Device;
  readonly outputDir: string;
  readonly scratchDir: string;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
}

/** Trains the models of the config, each with every seed, and evaluates them on the candidate lists. */
export async function trainRetrieval(input: TrainRetrievalInput): Promise<RetrievalArtifact> {
  const { settings, encode, log, device, evaluation, seed } = input;
  const seeds = Array.from({ length: settings.seeds }, (_, i) => seed + i);
  const phases = retrievalPhases(log, input.fields, settings, seed);
  const { pairs, fields } = phases.all;
  const shape = shapeOf(fields, settings.embedding, encode.domains.length);
  // Towers that cannot be built are an error before the first ones are trained.
  const variants = retrievalVariants(settings).map((variant) => ({
    ...variant,
    built: buildTowers(variant, shape, settings),
  }));
  const models: RetrievalModel[] = [];
  for (const variant of variants) models.push(await trainVariant(input, variant, seeds, phases));
  const names = (tower: "user" | "item"): string[] => fields[tower].map(({ name }) => name);
  return {
    domains: encode.domains,
    users: new Set(log.users).size,
    items: new Set(log.items).size,
    interactions: countByDomain(pairs, encode.domains.length),
    evaluation: [...evaluation],
    fields: { user: names("user"), item: names("item") },
    places: settings.places,
    seeds,
    device: { name: device.name, reason: device.reason },
    models,
    references: trivialMethods(input),
  };
}

/** A variant with its towers. */
interface BuiltVariant extends RetrievalVariant {
  readonly built: BuiltTowers;
}

async function trainVariant(
  input: TrainRetrievalInput,
  variant: BuiltVariant,
  seeds: readonly number[],
  phases: RetrievalPhases,
): Promise<RetrievalModel> {
  const { settings, device } = input;
  const { key, model, selfTraining, built } = variant;
  const { fields } = phases.all;
  const { batchSize, negatives, dropout, learningRate, embeddingRate, embeddingL2 } = settings;
  const options = { towers: built.towers, batchSize, negatives, dropout, learningRate, embeddingRate, embeddingL2 };
  const programs = await compileTowers(device, options);
  const runOf = (seed: number): RetrievalRunInput => {
    const scratchDir = join(input.scratchDir, `${key}-${seed}`);
    mkdirSync(scratchDir, { recursive: true });
    const report = (progress: Progress): void =>
      input.report({ ...progress, message: `${key}, seed ${seed}: ${progress.message}` });
    return { ...input, phases, options, programs, selfTraining, seed, scratchDir, report };
  };
  const runs: RetrievalRun[] = [];
  try {
    for (const seed of seeds) runs.push(await retrievalRun(runOf(seed)));
    // The runs are finished: this loads the weights of the first one and trains nothing.
    const first = await trainedTowers(runOf(seeds[0]));
    const folder = join(input.outputDir, key);
    await saveTowers(first.trainer, first.fields, folder);
    await exportVectors(input.session, first.trainer, vectorExport(input, folder));
    return {
      key,
      model,
      options: { ...built.options },
      selfTraining: selfTraining !== null,
      parameters: countParameters(built, fields),
      runs,
      adaptation: await meanAdaptation(first.trainer, input.log),
    };
  } finally {
    await programs.close();
  }
}

/** Methods without training on the same lists: what trained towers have to beat. */
function trivialMethods(input: TrainRetrievalInput): RetrievalArtifact["references"] {
  const { log, settings } = input;
  const methods: [string, ListScores][] = [
    ["popularity", popularityScores(log)],
    ["item neighbours", neighbourScores(log, "domain")],
    ["item neighbours, all domains", neighbourScores(log, "all")],
  ];
  const data = { ...input, ...settings };
  return methods.map(([name, score]) => ({ name, ...evaluateMethod(score, data) }));
}

function vectorExport({ settings, encode, encodeDir, fields, signal }: TrainRetrievalInput, folder: string) {
  const entities = { user: encode.features[fields.user], item: encode.features[fields.item] };
  return { folder, formats: settings.vectors, domains: encode.domains, encodeDir, entities, signal };
}

function shapeOf(fields: TowerFields, embeddingSize: number, domains: number): TowersShape {
  return { fields: { user: fields.user.length, item: fields.item.length }, embeddingSize, domains };
}

function countParameters({ towers }: BuiltTowers, { tables }: TowerFields): RetrievalModel["parameters"] {
  const copies = towers.ownTables ? towers.domains : 1;
  const embedding = copies * tables.reduce((sum, { spec }) => sum + spec.rows * spec.size, 0);
  return { embedding, dense: parameterCount(towers) };
}

function countByDomain({ domains }: TrainingPairs, count: number): number[] {
  const rows = new Array<number>(count).fill(0);
  for (const domain of domains) rows[domain]++;
  return rows;
}
