import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseConfig } from "../../src/config/load.ts";
import type { StageEntry } from "../../src/dag/manifest.ts";
import type { RunRequest } from "../../src/dag/plan.ts";
import { type RunObserver, runPipeline } from "../../src/dag/run-pipeline.ts";
import type { Config } from "../../src/config/schema.ts";
import { type Stage, type StageName, defineStage } from "../../src/dag/stage.ts";

/** A stage that writes its config slice and the texts of its inputs into `out.txt`. */
export function toyStage(name: StageName, inputs: readonly StageName[], slice: (config: Config) => unknown): Stage {
  return defineStage({
    name,
    version: 1,
    inputs,
    readsFiles: inputs.length === 0 ? "log" : undefined,
    slice,
    run: async (context) => {
      const above = inputs.map((input) => readFileSync(join(context.inputs[input] ?? "", "out.txt"), "utf8"));
      writeFileSync(join(context.outputDir, "out.txt"), `${name} ${JSON.stringify(context.config)} ${above.join("|")}`);
      return { rows: { kept: 1 } };
    },
  });
}

/** ingest → profile and encode → train-base; encode depends on `encode.minCount`, train-base on `base`. */
export function toyRequest(
  runsDir: string,
  overrides: Partial<RunRequest> = {},
  sets: readonly string[] = [],
): RunRequest {
  const yaml =
    "name: toy\ndataset: { files: [x] }\ndomain: d\nlabel: y\nfeatures: { a: { kind: numerical }, b: { kind: numerical } }\n";
  return {
    stages: [
      toyStage("ingest", [], (config) => config.features),
      toyStage("profile", ["ingest"], () => null),
      toyStage("encode", ["ingest"], (config) => config.encode),
      toyStage("train-base", ["encode"], (config) => config.base),
    ],
    config: parseConfig(yaml, "toy.yaml", sets),
    files: [{ name: "x", path: "/x", bytes: 1, sha256: "00", use: "dataset" }],
    resources: { memoryBytes: 1e9, threads: 1, device: "cpu" },
    runsDir,
    device: "cpu",
    packageVersion: "1.0.0",
    libraries: { engine: "1.0.0" },
    ...overrides,
  };
}

/** What happened to each stage, such as `ingest: cached`, and the warnings. */
export async function runToy(request: RunRequest, signal: AbortSignal = new AbortController().signal) {
  const events: string[] = [];
  const warnings: string[] = [];
  const entries = new Map<StageName, StageEntry>();
  const observer: RunObserver = {
    planned: () => undefined,
    started: () => undefined,
    progress: () => undefined,
    warned: (stage, message) => warnings.push(`${stage}: ${message}`),
    finished: (stage, how, entry) => {
      events.push(`${stage}: ${how}`);
      entries.set(stage, entry);
    },
  };
  const outcome = await runPipeline(request, { dependencies: {}, configJsonSchema: {} }, observer, signal);
  return { ...outcome, events, warnings, entries };
}
