import { isAbsolute } from "node:path";
import type { Config } from "../config/schema.ts";
import { redactSecrets } from "../util/redact.ts";

/** The config as reports show it: what the results depend on, and nothing that names this machine. */
export type ReportedConfig = Omit<Config, "resources" | "gates">;

/** Drops resources and gates, and shows absolute file patterns by their last part, as the names of files are. */
export function reportedConfig(config: Config): ReportedConfig {
  const { resources: _resources, gates: _gates, ...rest } = config;
  const { dataset, split, retrieval } = rest;
  const joins = dataset.joins.map((join) => ({ ...join, files: shown(join.files) }));
  return {
    ...rest,
    dataset: {
      ...dataset,
      ...(dataset.files !== undefined && { files: shown(dataset.files) }),
      ...(dataset.entities !== undefined && { entities: shownEntities(dataset.entities) }),
      joins,
    },
    ...(retrieval && { retrieval: { ...retrieval, evaluate: retrieval.evaluate.map(shownEvaluation) } }),
    split:
      split.by === "files"
        ? { by: "files", train: shown(split.train), valid: shown(split.valid), test: shown(split.test) }
        : split,
  };
}

type Evaluation = NonNullable<Config["retrieval"]>["evaluate"][number];

function shownEvaluation(evaluation: Evaluation): Evaluation {
  const { domain, candidates, positives } = evaluation;
  return { domain, candidates: candidates && shown([candidates])[0], positives: shown([positives])[0] };
}

function shownEntities(entities: NonNullable<Config["dataset"]["entities"]>): typeof entities {
  return Object.fromEntries(
    Object.entries(entities).map(([name, own]) => [name, { ...own, files: shown(own.files) }] as const),
  );
}

function shown(patterns: readonly string[]): string[] {
  return patterns.map((pattern) =>
    redactSecrets(isAbsolute(pattern) ? (pattern.split(/[\\/]/).at(-1) ?? pattern) : pattern),
  );
}
