import { join } from "node:path";
import type { EncodedFeature } from "../artifacts/encode.ts";
import type { IngestArtifact } from "../artifacts/ingest.ts";
import { featureFile } from "../artifacts/layout.ts";
import type { Session } from "../session.ts";
import { countTruncated, type MappedFeature } from "./encode-rows.ts";
import type { EncodeSlice } from "./slice.ts";
import { fitSupport } from "./support.ts";
import { categoryFacts, type FittedFeature, fitVocabulary } from "./vocabulary.ts";

/** The features of a log that was profiled. */
export interface FeaturesToFit {
  readonly ingest: IngestArtifact;
  readonly config: EncodeSlice;
  readonly profileDir: string;
  /** Has the folders `vocabulary` and `support`. */
  readonly encodeDir: string;
  readonly signal: AbortSignal;
  readonly report: (feature: string, done: number, total: number) => void;
}

export interface FittedFeatures {
  readonly features: EncodedFeature[];
  /** Where the ids of each lie in the session. */
  readonly mapped: readonly MappedFeature[];
}

/** A feature whose ids are those of the feature in place `owner`: its own, or those of the one whose vocabulary it shares. */
interface Task {
  readonly index: number;
  readonly owner: number;
  readonly feature: IngestArtifact["features"][number];
  readonly mapped: MappedFeature;
}

/** Fits vocabularies and supports on the training split and writes them; the view of the rows holds every part. */
export async function fitFeatures(session: Session, log: FeaturesToFit): Promise<FittedFeatures> {
  const tasks = tasksOf(log);
  const features: EncodedFeature[] = [];
  // Of the vocabularies that are fitted already: how many ids they have.
  const sizes = new Map<number, number>();
  for (const task of tasks) {
    log.signal.throwIfAborted();
    log.report(task.mapped.name, task.index, tasks.length);
    const { kind } = task.feature;
    if (kind === "categorical" && !sizes.has(task.owner)) {
      sizes.set(task.owner, await fitTasks(session, log, tasks, task.owner));
    }
    features.push(await describe(session, log, task, sizes.get(task.owner) ?? 0));
  }
  return { features, mapped: tasks.map(({ mapped }) => mapped) };
}

function tasksOf({ ingest: { features }, config }: FeaturesToFit): Task[] {
  return features.map((feature, index) => {
    const { name, kind } = feature;
    const { maxLength, vocabulary } = config.features[name];
    const owner = vocabulary === undefined ? index : features.findIndex((other) => other.name === vocabulary);
    return { index, owner, feature, mapped: { name, kind, maxLength, ids: `feature_ids_${owner}` } };
  });
}

/** Fits the vocabulary of the feature in place `owner` and of those that share it; gives its number of ids. */
function fitTasks(session: Session, log: FeaturesToFit, tasks: readonly Task[], owner: number): Promise<number> {
  const { feature, mapped } = tasks[owner];
  const values = tasks.filter((task) => task.owner === owner).map((task) => valuesFile(log, task));
  const output = join(log.encodeDir, "vocabulary", featureFile(owner));
  const { maxVocabulary } = log.config;
  const { minCount } = log.config.features[feature.name];
  return fitVocabulary(session, { values, ids: mapped.ids, output }, { minCount, maxVocabulary });
}

/** @param size ids of its vocabulary; 0 for a number, whose support is fitted here */
async function describe(session: Session, log: FeaturesToFit, task: Task, size: number): Promise<EncodedFeature> {
  const { index, owner, feature, mapped } = task;
  const { name, kind, sequence, role } = feature;
  const { embedding, maxLength, minCount } = log.config.features[name];
  const tables = { values: valuesFile(log, task), ids: mapped.ids };
  const fitted: FittedFeature =
    kind === "categorical"
      ? await categoryFacts(session, tables, { size, minCount })
      : await fitSupport(
          session,
          { ...tables, output: join(log.encodeDir, "support", featureFile(index)) },
          log.config,
        );
  const group = `${kind}-${sequence ? "sequence" : "scalar"}` as const;
  const truncatedRows = await countTruncated(session, mapped);
  const shared = owner !== index && { vocabularyOf: owner };
  return { index, name, kind, sequence, role, group, embedding, ...shared, maxLength, truncatedRows, ...fitted };
}

function valuesFile({ profileDir }: FeaturesToFit, { index }: Task): string {
  return join(profileDir, "values", featureFile(index));
}
