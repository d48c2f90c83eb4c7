import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { resolveResources } from "../../config/resources.ts";
import { configSchema } from "../../config/schema.ts";
import { type RunRequest, planRun, runFolderOf } from "../../dag/plan.ts";
import type { StoredRun } from "../../dag/runs.ts";
import { stageFolders } from "../../data/artifacts/layout.ts";
import { stages } from "../../stages/index.ts";
import { DomainlensError } from "../../util/errors.ts";
import { librariesAmong, packageVersions } from "../../util/package-info.ts";
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
  if (options.render === true) await executeRun(await renderRequest(run));
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

/** The request that leads to this run again, with only the report stage to run. Errors: DomainlensError("input") where more would run. */
async function renderRequest(run: StoredRun): Promise<RunRequest> {
  const request = requestOf(run);
  const { stages: planned } = await planRun(request);
  const missing = planned.find(({ stage, status }) => stage.name !== "report" && status.kind !== "cached");
  if (missing === undefined) return request;
  const { name } = missing.stage;
  const why = missing.status.kind === "run" ? missing.status.reasons.join("; ") : "its outputs are not in this run";
  throw new DomainlensError("input", {
    what: `run ${run.manifest.runId} cannot be rendered: its stage ${name} would run again (${why})`,
    remedy: auditAgain(run),
  });
}

function requestOf({ folder, manifest }: StoredRun): RunRequest {
  const { domainlens: packageVersion, dependencies } = packageVersions();
  if (manifest.versions.domainlens !== packageVersion) {
    throw new DomainlensError("input", {
      what: `run ${manifest.runId} was made by domainlens ${manifest.versions.domainlens}`,
      remedy: `this is ${packageVersion}: run the audit again with it, or render with the version of the run`,
    });
  }
  const config = configSchema.parse(manifest.config);
  const request: RunRequest = {
    stages,
    config,
    // Only ingest reads raw files, and a request of which it is not a finished stage is refused.
    files: manifest.sources.map(({ split, ...file }) => ({ ...file, path: "", split: split ?? undefined })),
    resources: resolveResources(config.resources),
    device: manifest.machine.device,
    runsDir: dirname(dirname(folder)),
    packageVersion,
    libraries: librariesAmong(dependencies),
    from: "report",
    until: "report",
  };
  const expected = runFolderOf(request);
  if (expected === folder) return request;
  throw new DomainlensError("input", {
    what: `the manifest in ${folder} is that of ${expected}: the folder was renamed, or the config holds secrets, which manifests leave out`,
    remedy: auditAgain({ folder, manifest }),
  });
}

function auditAgain({ manifest }: StoredRun): string {
  return `give the command that made the run again, such as domainlens audit <the pipeline file of ${manifest.pipeline}>`;
}
