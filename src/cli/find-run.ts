import { readFile, readdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { readManifest } from "../dag/manifest.ts";
import { type StoredRun, readRuns } from "../dag/runs.ts";
import { stageFolders } from "../data/artifacts/layout.ts";
import { type StableResults, stableResultsSchema } from "../report/stable-results.ts";
import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

/**
 * The run that a user means: its folder, its id (or the beginning of it), `<pipeline>/<id>`, or the name of a pipeline for its latest
 * run. Throws DomainlensError("usage") that lists what there is.
 */
export async function findRun(reference: string, runsDir: string): Promise<StoredRun> {
  const folder = resolve(reference);
  const direct = await readManifest(folder);
  if (direct !== undefined) return { folder, manifest: direct };
  const pipelines = await readdir(runsDir).catch((): string[] => []);
  const runs = (await Promise.all(pipelines.map((name) => readRuns(join(resolve(runsDir), name))))).flat();
  const [latest] = runs.filter(({ manifest }) => manifest.pipeline === reference);
  const matches = runs.filter(({ manifest }) => isNamed(manifest, reference));
  if (latest !== undefined) return latest;
  if (matches.length === 1) return matches[0];
  throw notFound(reference, runs, pipelines, matches.length);
}

/** The stable part of the results of a run. Throws DomainlensError("input") when the run has none. */
export async function readResults(runFolder: string): Promise<{ text: string; results: StableResults }> {
  const path = join(runFolder, stageFolders.report, "results.json");
  try {
    const text = await readFile(path, "utf8");
    return { text, results: stableResultsSchema.parse(JSON.parse(text)) };
  } catch (cause) {
    throw new DomainlensError("input", {
      what: `run ${basename(runFolder)} has no readable results.json`,
      value: path,
      remedy: `finish it: domainlens audit <the pipeline file of ${basename(dirname(runFolder))}>`,
      cause,
    });
  }
}

function isNamed({ pipeline, runId }: StoredRun["manifest"], reference: string): boolean {
  const id = reference.startsWith(`${pipeline}/`) ? reference.slice(pipeline.length + 1) : reference;
  return id.length >= 4 && runId.startsWith(id);
}

function notFound(
  reference: string,
  runs: readonly StoredRun[],
  pipelines: readonly string[],
  matches: number,
): DomainlensError {
  const known = runs.map(({ manifest }) => `${manifest.pipeline}/${manifest.runId}`);
  const near = nearest(reference, [...pipelines, ...known]);
  const listed = known.length === 0 ? "there are none yet: run `domainlens audit` first" : known.slice(0, 8).join(", ");
  const hint = near === undefined ? "" : `did you mean ${near}? `;
  const what = matches > 1 ? "more than one run is named like this" : "there is no such run";
  return new DomainlensError("usage", { what, value: reference, remedy: `${hint}Runs: ${listed}` });
}
