import { readFile, readdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";
import { crossChecks } from "./checks.ts";
import { lostKeys } from "./lost-keys.ts";
import { type Override, applyOverrides, parseOverride } from "./overrides.ts";
import { type KeyPath, problemsError } from "./problems.ts";
import { type Config, configSchema } from "./schema.ts";
import { parseYaml } from "./yaml-source.ts";
import { zodProblems } from "./zod-problems.ts";

/** A validated config and the folder that its relative paths start from. */
export interface LoadedConfig {
  readonly config: Config;
  /** Absolute folder of the pipeline file. */
  readonly folder: string;
}

/**
 * Reads a pipeline file, applies `--set` options in order, fills in the defaults and checks it. Throws DomainlensError("config")
 * that lists every problem with its line and column, and DomainlensError("usage") for a malformed option.
 */
export async function loadConfig(path: string, sets: readonly (string | Override)[] = []): Promise<LoadedConfig> {
  const text = await readPipeline(path);
  return { config: parseConfig(text, path, sets), folder: dirname(resolve(path)) };
}

/** As loadConfig, from YAML text; `file` is how errors call it. */
export function parseConfig(text: string, file: string, sets: readonly (string | Override)[] = []): Config {
  const source = parseYaml(text, file);
  const overrides = sets.map((set) => (typeof set === "string" ? parseOverride(set) : set));
  const value = applyOverrides(source.value ?? {}, overrides);
  const locate = (path: KeyPath): string => overrideOf(path, overrides) ?? source.locate(path);
  const parsed = configSchema.safeParse(value);
  const invalid = parsed.success ? crossChecks(parsed.data) : zodProblems(parsed.error.issues, value);
  const problems = [...lostKeys(value), ...invalid];
  if (!parsed.success || problems.length > 0) throw problemsError(file, problems, locate);
  return parsed.data;
}

/** The option that set the value at `path`, as a place for an error. */
function overrideOf(path: KeyPath, overrides: readonly Override[]): string | undefined {
  const setter = overrides.findLast((override) => override.path.every((key, i) => key === String(path[i])));
  return setter?.option;
}

async function readPipeline(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const near = nearest(basename(path), await yamlFiles(dirname(path)));
    const hint = near === undefined ? "" : `did you mean ${near}? `;
    throw new DomainlensError("config", {
      what: `cannot read the pipeline file ${path}`,
      remedy: `${hint}\`domainlens init <files…> --domain COL --label COL\` writes a new one`,
      cause,
    });
  }
}

async function yamlFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => []);
  return names.filter((name) => /\.ya?ml$/.test(name));
}
