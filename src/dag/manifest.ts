import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { deviceNames } from "../util/device-names.ts";
import { redactSecrets } from "../util/redact.ts";
import { writeAtomic } from "./write-atomic.ts";

const outputSchema = z.object({ path: z.string(), bytes: z.int().min(0), sha256: z.string() });
const fileSchema = z.object({
  name: z.string(),
  use: z.string(),
  split: z.enum(["train", "valid", "test"]).nullable(),
  sha256: z.string(),
});

const stageEntrySchema = z.object({
  version: z.int(),
  fingerprint: z.string(),
  key: z
    .object({
      stage: z.string(),
      version: z.int(),
      package: z.string(),
      libraries: z.record(z.string(), z.string()),
      seed: z.int(),
      device: z.string().nullable(),
      config: z.unknown(),
      inputs: z.record(z.string(), z.string()),
      files: z.array(fileSchema).readonly(),
    })
    .describe("what the fingerprint is the hash of"),
  outputs: z.array(outputSchema).describe("paths inside the stage's folder"),
  rows: z.record(z.string(), z.number()),
  notes: z.array(z.string()),
  warnings: z.array(z.string()),
  seconds: z.number(),
  peakRssBytes: z
    .number()
    .describe(
      "largest resident memory of the process during the stage, and with it that of the process that read files for it",
    ),
  finishedAt: z.string(),
  notReusable: z
    .string()
    .optional()
    .describe("why the same inputs may give other outputs: the stage runs again in every run"),
  reusedFrom: z.string().nullable().describe("run that made the outputs, when it was another one"),
});

/** `manifest.json` of a run: what it was made from, with what, and the outputs of every finished stage. */
const manifestSchema = z.object({
  manifestVersion: z.literal(2),
  pipeline: z.string(),
  runId: z.string(),
  seed: z.int(),
  config: z.unknown().describe("resolved, with every default"),
  configSchemaSha256: z.string(),
  sources: z.array(fileSchema.extend({ bytes: z.int() })),
  versions: z.object({ domainlens: z.string(), node: z.string(), dependencies: z.record(z.string(), z.string()) }),
  machine: z.object({ platform: z.string(), cpus: z.int(), memoryBytes: z.number(), device: z.enum(deviceNames) }),
  stages: z.record(z.string(), stageEntrySchema),
  finishedAt: z
    .string()
    .optional()
    .describe("when a command last had all stages of the run that it asked for, made or found"),
});
export type Manifest = z.infer<typeof manifestSchema>;
export type StageEntry = z.infer<typeof stageEntrySchema>;

/** The manifest of a run folder; undefined when there is none that can be read, which means that nothing in it is finished. */
export async function readManifest(runFolder: string): Promise<Manifest | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(runFolder, "manifest.json"), "utf8")));
  } catch {
    return undefined;
  }
}

/** Replaces the manifest of a run folder in one step; secrets of URLs in the config stay out of it. */
export async function writeManifest(runFolder: string, manifest: Manifest): Promise<void> {
  await writeAtomic(join(runFolder, "manifest.json"), `${redactSecrets(JSON.stringify(manifest, null, 2))}\n`);
}
