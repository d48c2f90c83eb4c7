import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { findFiles } from "../config/find-files.ts";
import { parseConfig } from "../config/load.ts";
import { entityColumn } from "../util/entity-role.ts";
import { DomainlensError } from "../util/errors.ts";
import { fileSets } from "./file-sets.ts";
import { inferEntities } from "../data/infer/infer-entities.ts";
import { inferPipeline } from "../data/infer/infer-pipeline.ts";
import { pipelineText, type SourceText } from "../data/infer/pipeline-text.ts";
import { sniffFile } from "../data/infer/sniff-file.ts";

export interface InferOptions {
  /** Left out for files of each entity, whose domain is the entity. */
  readonly domain?: string;
  readonly label: string;
  readonly name?: string;
  readonly force?: true;
  /** A pipeline that is already there is no error where it says what would be written. */
  readonly again?: true;
}

/**
 * Looks at the first of the files, or of those of each entity (see `fileSets`), and writes `pipelines/<name>.yaml`; gives its path. Never
 * overwrites without `force`.
 */
export async function writeInferredPipeline(patterns: readonly string[], options: InferOptions): Promise<string> {
  const sets = fileSets(patterns);
  const name = options.name ?? nameFrom(sets[0].patterns);
  const path = join("pipelines", `${name}.yaml`);
  const before = existsSync(path) && options.force !== true ? await readFile(path, "utf8") : undefined;
  if (before !== undefined && options.again !== true) {
    const remedy = `audit it (domainlens audit ${path}), choose another --name, or overwrite it with --force`;
    throw new DomainlensError("usage", { what: `${path} exists already`, remedy });
  }
  const sources: SourceText[] = [];
  for (const { entity, patterns: own } of sets) {
    const [first] = own.flatMap((pattern) => findFiles(pattern, process.cwd(), "files"));
    const files = own.map((pattern) => fromPipeline(pattern, dirname(path)));
    sources.push({ entity, files, sniffed: await sniff(first.path) });
  }
  const { domain, pipeline } = infer(sources, options);
  const text = pipelineText({ name, sources, domain }, pipeline);
  parseConfig(text, path);
  if (before === text) return path;
  if (before !== undefined) {
    const remedy = `audit that with domainlens audit ${path}, or remove it`;
    throw new DomainlensError("usage", {
      what: `${path} exists already and differs from what these files need`,
      remedy,
    });
  }
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

function infer(sources: readonly SourceText[], { domain, label }: InferOptions) {
  const entities = sources.flatMap(({ entity, sniffed }) =>
    entity === undefined ? [] : [{ name: entity, file: sniffed }],
  );
  if (entities.length === 0) {
    if (domain === undefined) throw domainNeeded("--domain is needed: the column that tells the domains apart");
    return { domain, pipeline: inferPipeline(sources[0].sniffed, domain, label) };
  }
  if (domain !== undefined && domain !== entityColumn) {
    throw domainNeeded("files that are given with their entity have the entity for their domain", domain);
  }
  return { domain: entityColumn, pipeline: inferEntities(entities, label) };
}

function domainNeeded(what: string, value?: string): DomainlensError {
  return new DomainlensError("usage", {
    what,
    value,
    remedy: "give --domain <column> for files of one log, or leave it out for files as <entity>=<file>",
  });
}

async function sniff(path: string) {
  const { openSession } = await import("../data/session.ts");
  const tempDir = await mkdtemp(join(tmpdir(), "domainlens-init-"));
  try {
    await using session = await openSession({
      memoryBytes: 1e9,
      threads: 2,
      tempDir: join(tempDir, "duckdb"),
      files: [resolve(path)],
    });
    return await sniffFile(path, session);
  } finally {
    await rm(tempDir, { recursive: true, force: true });
  }
}

/** Paths in a pipeline are relative to it. */
function fromPipeline(pattern: string, folder: string): string {
  if (isAbsolute(pattern) || pattern.startsWith("npm:")) return pattern;
  return relative(resolve(folder), resolve(pattern)).replaceAll("\\", "/");
}

/** `logs/2024.csv` → `2024`; `logs/*.csv`, also where a shell has made a list of it, or of folders under `logs`, → `logs`. */
function nameFrom([first, ...others]: readonly string[]): string {
  const last = basename(first).replace(/(\.(csv|tsv|parquet|jsonl|ndjson|gz))+$/i, "");
  let folder = dirname(first);
  while (/[*?{]/.test(folder)) folder = dirname(folder);
  const base = others.length > 0 || /[*?{]/.test(last) ? basename(folder) : last;
  return base.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "") || "log";
}
