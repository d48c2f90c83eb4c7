import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { resolveResources } from "../../config/resources.ts";
import { configSchema } from "../../config/schema.ts";
import { type RunRequest, runFolderOf } from "../../dag/plan.ts";
import type { StoredRun } from "../../dag/runs.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { stages } from "../../stages/index.ts";
import { DomainlensError } from "../../util/errors.ts";
import { packageVersions } from "../../util/package-info.ts";
import { executeRun } from "../execute.ts";
import { findRun } from "../find-run.ts";
import type { CommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";
import { shownPath } from "../summary.ts";

interface ReportOptions extends CommonOptions {
  readonly render?: true;
}

/** Prints the paths of a run's report. */
export async function report(reference: string, options: ReportOptions): Promise<void> {
  const run = await findRun(reference, options.runsDir);
  if (options.render === true) await executeRun(renderRequest(run));
  const paths = await reportPaths(run.folder);
  return options.json === true ? printJson({ paths }) : printResult(paths.map(shownPath).join("\n"));
}

async function reportPaths(runFolder: string): Promise<string[]> {
  const folder = join(runFolder, stageFolders.report);
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => /\.(md|html|json)$/.test(name)).sort();
  if (files.length > 0) return files.map((name) => join(folder, name));
  throw new DomainlensError("input", {
    what: `run ${basename(runFolder)} has no report yet`,
    remedy: "finish the run: domainlens audit <pipeline.yaml>",
  });
}

/** The request that leads to this run again, with only the report stage to run. */
function renderRequest({ folder, manifest }: StoredRun): RunRequest {
  const config = configSchema.parse(manifest.config);
  const request: RunRequest = {
    stages,
    config,
    // Only ingest reads raw files, and it is not run.
    files: manifest.sources.map(({ split, ...file }) => ({ ...file, path: "", split: split ?? undefined })),
    resources: resolveResources(config.resources),
    runsDir: dirname(dirname(folder)),
    packageVersion: packageVersions().domainlens,
    from: "report",
    until: "report",
  };
  if (runFolderOf(request) === folder) return request;
  throw new DomainlensError("input", {
    what: `run ${manifest.runId} was made by domainlens ${manifest.versions.domainlens}`,
    remedy: `this is ${request.packageVersion}: run the audit again with it, or render with the version of the run`,
  });
}
