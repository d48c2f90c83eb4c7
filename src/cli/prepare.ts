import { join, resolve } from "node:path";
import { resolveDevice } from "../compute/resolve-device.ts";
import { configJsonSchema } from "../config/json-schema.ts";
import { requireInside } from "../config/inside-roots.ts";
import { loadConfig } from "../config/load.ts";
import type { Override } from "../config/overrides.ts";
import { resolveResources } from "../config/resources.ts";
import { resolveSources } from "../config/source-files.ts";
import { fingerprintFiles } from "../dag/fingerprint-files.ts";
import type { RunRequest } from "../dag/plan.ts";
import type { RunFacts } from "../dag/run-pipeline.ts";
import { stages } from "../stages/index.ts";
import { librariesAmong, packageVersions } from "../util/package-info.ts";
import { type PipelineOptions, overridesOf } from "./options.ts";

/** A pipeline file and options, as the DAG takes them; `overrides` are a command's own. `dryRun` leaves the disk as it is. */
export async function prepareRun(
  file: string,
  options: PipelineOptions,
  dryRun = false,
  overrides: readonly Override[] = [],
): Promise<RunRequest> {
  const { config, folder } = await loadConfig(file, [...overridesOf(options), ...overrides]);
  const sources = resolveSources(config, folder);
  requireInside(sources, options.root);
  const runsDir = resolve(options.runsDir);
  const cache = join(runsDir, config.name, "fingerprints.json");
  const files = await fingerprintFiles(sources, cache, { writeCache: !dryRun });
  const resources = resolveResources(config.resources);
  const device = await resolveDevice(resources.device);
  const { domainlens: packageVersion, dependencies } = packageVersions();
  const libraries = librariesAmong(dependencies);
  return { stages, config, files, resources, device, runsDir, packageVersion, libraries };
}

/** What goes into the manifest beside the request. */
export function runFacts(): RunFacts {
  return { dependencies: packageVersions().dependencies, configJsonSchema: configJsonSchema() };
}
