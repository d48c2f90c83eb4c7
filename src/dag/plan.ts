import { join } from "node:path";
import type { Config } from "../config/schema.ts";
import { stageFolders } from "../data/artifacts/layout.ts";
import type { DeviceName } from "../util/device-names.ts";
import { DomainlensError } from "../util/errors.ts";
import { explainDifference } from "./explain.ts";
import { type StageKey, fingerprint, runIdOf, stageKey } from "./fingerprint.ts";
import type { StageEntry } from "./manifest.ts";
import { orderStages } from "./order-stages.ts";
import { findDefect } from "./outputs.ts";
import { type StoredRun, readRuns } from "./runs.ts";
import type { Resources, SourceFile, Stage, StageName } from "./stage.ts";

/** What is to be run, on what. */
export interface RunRequest {
  readonly stages: readonly Stage[];
  readonly config: Config;
  readonly files: readonly SourceFile[];
  readonly resources: Resources;
  /** Absolute folder of all runs. */
  readonly runsDir: string;
  readonly packageVersion: string;
  /** As in the keys of stages. */
  readonly libraries: Readonly<Record<string, string>>;
  /** What `resources.device` is on this machine. */
  readonly device: DeviceName;
  /** Last stage to run; default: the last there is that needs no asking. */
  readonly until?: StageName;
  /** This stage and those after it run even when their outputs could be reused. */
  readonly from?: StageName;
}

export type StageStatus =
  /** The outputs are in this run already. */
  | { readonly kind: "cached"; readonly entry: StageEntry }
  /** Another run of the pipeline has the same outputs. */
  | { readonly kind: "reusable"; readonly entry: StageEntry; readonly folder: string; readonly runId: string }
  | { readonly kind: "run"; readonly reasons: readonly string[]; readonly damage: string | undefined };

export interface PlannedStage {
  readonly stage: Stage;
  readonly key: StageKey;
  readonly fingerprint: string;
  readonly status: StageStatus;
}

export interface Plan {
  readonly runId: string;
  /** Absolute: `runs/<pipeline>/<run id>`. */
  readonly runFolder: string;
  readonly stages: readonly PlannedStage[];
}

/**
 * Decides for every stage whether its outputs exist and are intact, and if not, why it runs. Reads, never writes. @param done stages that have run
 * meanwhile: their outputs stand, whether they may be reused later or not
 */
export async function planRun(
  request: RunRequest,
  done: ReadonlyMap<StageName, StageEntry> = new Map(),
): Promise<Plan> {
  const ordered = stagesToRun(request);
  const runId = runIdOf(request);
  const pipelineFolder = join(request.runsDir, request.config.name);
  const runs = await readRuns(pipelineFolder);
  const fingerprints = new Map<string, string>();
  const stages: PlannedStage[] = [];
  for (const stage of ordered) {
    const key = stageKey(stage, request, fingerprints);
    const hash = fingerprint(key);
    const forced = request.from !== undefined && isAtOrAfter(stage.name, request.from, ordered);
    const entry = done.get(stage.name);
    const status: StageStatus =
      entry !== undefined
        ? { kind: "cached", entry }
        : forced
          ? { kind: "run", reasons: [`--from ${request.from}`], damage: undefined }
          : await findStatus(key, hash, stage.name, runId, runs);
    fingerprints.set(stage.name, status.kind === "run" ? hash : inputFingerprint(status.entry));
    stages.push({ stage, key, fingerprint: hash, status });
  }
  return { runId, runFolder: runFolderOf(request), stages };
}

/**
 * The stages of a request in their order. Errors: DomainlensError("usage") for one that the pipeline does not have, DomainlensError("config") for
 * one that cannot run under its config.
 */
export function stagesToRun(request: RunRequest): Stage[] {
  const stages = selectStages(request);
  for (const stage of stages) {
    const details = stage.refusal?.(request.config);
    if (details !== undefined) throw new DomainlensError("config", details);
  }
  return stages;
}

/** Absolute folder of the run that a request leads to. */
export function runFolderOf(request: RunRequest): string {
  return join(request.runsDir, request.config.name, runIdOf(request));
}

/** What the stages after it know of a stage: where its key does not promise equal bytes, these count too. */
function inputFingerprint({ fingerprint: hash, notReusable, outputs }: StageEntry): string {
  return notReusable === undefined ? hash : fingerprint([hash, outputs.map(({ path, sha256 }) => [path, sha256])]);
}

async function findStatus(
  key: StageKey,
  hash: string,
  name: StageName,
  runId: string,
  runs: readonly StoredRun[],
): Promise<StageStatus> {
  const own = runs.filter(({ manifest }) => manifest.runId === runId);
  const holders = [...own, ...runs.filter((run) => !own.includes(run))].filter((run) => name in run.manifest.stages);
  let damage: string | undefined;
  let notReusable: string | undefined;
  for (const { folder, manifest } of holders) {
    const entry = manifest.stages[name];
    if (entry.fingerprint !== hash) continue;
    notReusable ??= entry.notReusable;
    if (entry.notReusable !== undefined) continue;
    const stageFolder = join(folder, stageFolders[name]);
    const defect = await findDefect(stageFolder, entry.outputs);
    if (defect === undefined) {
      if (manifest.runId === runId) return { kind: "cached", entry };
      return { kind: "reusable", entry, folder: stageFolder, runId: manifest.runId };
    }
    damage ??= defect;
  }
  if (damage === undefined && notReusable !== undefined) return { kind: "run", reasons: [notReusable], damage };
  return { kind: "run", reasons: reasonsToRun(key, holders[0]?.manifest.stages[name], damage), damage };
}

function reasonsToRun(key: StageKey, last: StageEntry | undefined, damage: string | undefined): string[] {
  if (damage !== undefined) return [`outputs damaged: ${damage}`];
  if (last === undefined) return ["never run"];
  return explainDifference(last.key, key);
}

function selectStages({ stages, config, until, from }: RunRequest): Stage[] {
  const ordered = orderStages(applicableStages(stages, config)).filter(
    ({ name, onDemand }) => onDemand !== true || name === until,
  );
  if (until !== undefined && positionOf(until, ordered) < 0) {
    throw new DomainlensError("usage", {
      what: `this pipeline has no stage ${until}`,
      remedy: `its stages are: ${ordered.map(({ name }) => name).join(", ")}`,
    });
  }
  const last = until === undefined ? ordered.length : positionOf(until, ordered) + 1;
  const chosen = needed(ordered.slice(0, last));
  if (from !== undefined && positionOf(from, chosen) < 0) {
    throw new DomainlensError("usage", {
      what: `--from ${from} is not on the way to ${until === undefined ? "the last stage" : `--until ${until}`}`,
      remedy: `on that way are: ${chosen.map(({ name }) => name).join(", ")}`,
    });
  }
  return chosen;
}

/** Without what the last stage does not need, where it wants no more. */
function needed(ordered: readonly Stage[]): Stage[] {
  const last = ordered.at(-1);
  if (last?.onlyInputs !== true) return [...ordered];
  const names = new Set<StageName>([last.name]);
  for (const { name, inputs } of ordered.toReversed()) if (names.has(name)) inputs.forEach((input) => names.add(input));
  return ordered.filter(({ name }) => names.has(name));
}

/** The stages that the pipeline has, with the inputs that they have in it. */
function applicableStages(stages: readonly Stage[], config: Config): Stage[] {
  const absent = stages.filter((stage) => stage.applies?.(config) === false).map(({ name }) => name);
  const present = stages.filter(({ name }) => !absent.includes(name));
  return present.map((stage) => {
    const inputs = [...stage.inputs, ...(stage.moreInputs?.(config) ?? [])];
    return { ...stage, inputs: inputs.filter((name) => !absent.includes(name)) };
  });
}

function isAtOrAfter(name: StageName, from: StageName, ordered: readonly Stage[]): boolean {
  return positionOf(name, ordered) >= positionOf(from, ordered);
}

function positionOf(name: StageName, ordered: readonly Stage[]): number {
  return ordered.findIndex((stage) => stage.name === name);
}
