import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { findFiles } from "../config/find-files.ts";
import { parseConfig } from "../config/load.ts";
import { DomainlensError } from "../util/errors.ts";
import { inferPipeline } from "../data/infer/infer-pipeline.ts";
import { pipelineText } from "../data/infer/pipeline-text.ts";
import { sniffFile } from "../data/infer/sniff-file.ts";

export interface InferOptions {
  readonly domain: string;
  readonly label: string;
  readonly name?: string;
  readonly force?: true;
}

/** Looks at the first of the files and writes `pipelines/<name>.yaml`; gives its path. Never overwrites without `force`. */
export async function writeInferredPipeline(patterns: readonly string[], options: InferOptions): Promise<string> {
  const name = options.name ?? nameFrom(patterns[0]);
  const path = join("pipelines", `${name}.yaml`);
  if (existsSync(path) && options.force !== true) {
    throw new DomainlensError("usage", {
      what: `${path} exists already`,
      remedy: `audit it (domainlens audit ${path}), choose another --name, or overwrite it with --force`,
    });
  }
  const [first] = patterns.flatMap((pattern) => findFiles(pattern, process.cwd(), "files"));
  const file = await sniff(first.path);
  const files = patterns.map((pattern) => fromPipeline(pattern, dirname(path)));
  const pipeline = inferPipeline(file, options.domain, options.label);
  const text = pipelineText({ name, files, domain: options.domain }, file, pipeline);
  parseConfig(text, path);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

async function sniff(path: string) {
  const { openSession } = await import("../data/session.ts");
  const tempDir = await mkdtemp(join(tmpdir(), "domainlens-init-"));
  try {
    await using session = await openSession({ memoryBytes: 1e9, threads: 2, tempDir });
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

/** `logs/2024.csv` → `2024`; `logs/*.csv` → `logs`. */
function nameFrom(pattern: string): string {
  const last = basename(pattern).replace(/(\.(csv|tsv|parquet|jsonl|ndjson|gz))+$/i, "");
  const base = /[*?{]/.test(last) ? basename(dirname(pattern)) : last;
  return base.replace(/[^A-Za-z0-9_-]+/g, "-").replace(/^[^A-Za-z0-9]+|-+$/g, "") || "log";
}
