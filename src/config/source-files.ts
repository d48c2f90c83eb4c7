import { relative, resolve } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { realPath } from "../util/real-path.ts";
import { distinctFiles } from "./distinct-files.ts";
import { distinctNames } from "./distinct-names.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import type { Config } from "./schema.ts";

/** A raw input file before it is fingerprinted; the fields are those of SourceFile, `use` as said there. */
export interface ResolvedFile {
  readonly name: string;
  readonly path: string;
  readonly use: string;
  readonly split?: "train" | "valid" | "test";
}

const splitNames = ["train", "valid", "test"] as const;

/**
 * The files that a config names, dataset first, then each join, then what retrieval is evaluated on: patterns in config order, matches of one pattern in code-unit order,
 * a file that two patterns match once, and so one that a link leads to. Throws DomainlensError("input") naming a pattern without a match.
 */
export function resolveSources(config: Config, folder: string): ResolvedFile[] {
  const dataset = datasetFiles(config, folder);
  const joins = config.dataset.joins.flatMap((join, i) =>
    collect(join.files, folder, `dataset.joins.${i}.files`).map((file) => ({ ...file, use: `join:${i}` })),
  );
  return [...withSplits(dataset, config, folder), ...joins, ...evaluationFiles(config, folder)];
}

function evaluationFiles({ retrieval }: Config, folder: string): ResolvedFile[] {
  const named = (retrieval?.evaluate ?? []).flatMap(({ candidates, positives }, i) =>
    Object.entries({ candidates, positives }).flatMap(([kind, pattern]) => {
      if (pattern === undefined) return [];
      const key = `retrieval.evaluate.${i}.${kind}`;
      return distinctFiles(findFiles(pattern, folder, key)).map((file) => ({ ...file, use: `evaluate:${i}:${kind}` }));
    }),
  );
  return distinctNames(named);
}

/** What dataset files are used for; those of an entity are told apart. */
const datasetUse = "dataset";

/** Whether a file holds rows of the log, and not a lookup table. */
export function isDatasetFile({ use }: Pick<ResolvedFile, "use">): boolean {
  return use === datasetUse || use.startsWith(`${datasetUse}:`);
}

/** The entity whose rows a file holds; undefined where the log has no file sets. */
export function entityOfFile({ use }: Pick<ResolvedFile, "use">): string | undefined {
  return use.startsWith(`${datasetUse}:`) ? use.slice(datasetUse.length + 1) : undefined;
}

/** Dataset files in config order; a name is told from all others, also those of other entities. */
function datasetFiles({ dataset: { files, entities } }: Config, folder: string): ResolvedFile[] {
  if (files !== undefined) return collect(files, folder, "dataset.files").map((file) => ({ ...file, use: datasetUse }));
  const entityOf = new Map<string, string>();
  const found = Object.entries(entities ?? {}).flatMap(([entity, own]) =>
    collect(own.files, folder, `dataset.entities.${entity}.files`).map((file) => {
      const real = realPath(file.path);
      const other = entityOf.get(real);
      if (other !== undefined) throw ofTwoEntities(file, entity, other);
      entityOf.set(real, entity);
      return { ...file, use: `${datasetUse}:${entity}` };
    }),
  );
  return distinctNames(found);
}

function collect(patterns: readonly string[], folder: string, key: string): FoundFile[] {
  return distinctNames(distinctFiles(patterns.flatMap((pattern) => findFiles(pattern, folder, key))));
}

function withSplits(files: readonly ResolvedFile[], { split }: Config, folder: string): ResolvedFile[] {
  if (split.by !== "files") return [...files];
  // By where a path leads: the dataset may name a file by a link, and the split by itself.
  const splitOf = new Map<string, (typeof splitNames)[number]>();
  const paths = new Set(files.map(({ path }) => realPath(path)));
  for (const name of splitNames) {
    for (const file of collect(split[name], folder, `split.${name}`)) {
      const real = realPath(file.path);
      if (splitOf.has(real)) throw twice(file, name, splitOf.get(real)!); // Checked by has.
      if (!paths.has(real)) throw notInDataset(relative(resolve(folder), file.path));
      splitOf.set(real, name);
    }
  }
  return files.map((file) => {
    const own = splitOf.get(realPath(file.path));
    if (own === undefined) throw withoutSplit(file);
    return { ...file, split: own };
  });
}

function ofTwoEntities({ name }: FoundFile, entity: string, other: string): DomainlensError {
  return new DomainlensError("config", {
    what: `dataset.entities.${entity}: ${name} is already a file of ${other}`,
    value: name,
    remedy:
      "give every file to one entity; a file with rows of several belongs into dataset.files, with a column that tells them",
  });
}

function twice(file: FoundFile, split: string, other: string): DomainlensError {
  return new DomainlensError("config", {
    what: `split.${split}: ${file.name} is already in split.${other}`,
    value: file.name,
    remedy: "put every file into one split",
  });
}

function notInDataset(path: string): DomainlensError {
  return new DomainlensError("config", {
    what: "split names a file that is not among those of the dataset",
    value: path,
    remedy: "add it to the files of the dataset, or take it out of the split",
  });
}

function withoutSplit(file: ResolvedFile): DomainlensError {
  return new DomainlensError("config", {
    what: `dataset file ${file.name} is in none of split.train, split.valid, split.test`,
    value: file.name,
    remedy: "add it to one of them, or take it out of the dataset",
  });
}
