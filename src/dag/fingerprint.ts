import type { Config } from "../config/schema.ts";
import type { DeviceName } from "../util/device-names.ts";
import { sha256 } from "../util/hash.ts";
import type { SourceFile, Stage } from "./stage.ts";

/** Everything that the outputs of a stage depend on. Two equal keys promise equal bytes. */
export interface StageKey {
  readonly stage: string;
  readonly version: number;
  /** Version of domainlens. */
  readonly package: string;
  /** Versions of Node and of the libraries that outputs are made with. */
  readonly libraries: Readonly<Record<string, string>>;
  readonly seed: number;
  /** Null for stages that do not compute on a device. */
  readonly device: string | null;
  readonly config: unknown;
  /** Fingerprint of each input stage. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Raw files, in order; empty for stages that read none. */
  readonly files: readonly {
    readonly name: string;
    readonly use: string;
    readonly split: NonNullable<SourceFile["split"]> | null;
    readonly sha256: string;
  }[];
}

/** What the keys of all stages share. */
export interface KeySource {
  readonly config: Config;
  readonly files: readonly SourceFile[];
  /** What stages compute on: what `auto` stands for on this machine, where it is asked for. */
  readonly device: DeviceName;
  readonly packageVersion: string;
  readonly libraries: Readonly<Record<string, string>>;
}

/** The key of a stage, given the fingerprints of its inputs. */
export function stageKey(stage: Stage, source: KeySource, fingerprints: ReadonlyMap<string, string>): StageKey {
  const files = filesOf(stage, source.files);
  return {
    stage: stage.name,
    version: stage.version,
    package: source.packageVersion,
    libraries: source.libraries,
    seed: source.config.seed,
    device: stage.usesDevice === true ? source.device : null,
    config: toJson(stage.slice(source.config)),
    inputs: Object.fromEntries(stage.inputs.map((name) => [name, fingerprints.get(name) ?? ""])),
    files: files.map(({ name, use, split, sha256: hash }) => ({ name, use, split: split ?? null, sha256: hash })),
  };
}

/** The raw files that a stage reads, in order. */
export function filesOf({ readsFiles }: Stage, files: readonly SourceFile[]): readonly SourceFile[] {
  if (readsFiles === undefined) return [];
  return files.filter(({ use }) => use.startsWith("evaluate:") === (readsFiles === "evaluation"));
}

/**
 * Hex SHA-256 of a value's JSON. Keys keep their order, because the order of features decides ids; zod puts the fixed keys of a
 * config into schema order, so that only records (features, columns) follow the order in which they were written.
 */
export function fingerprint(value: unknown): string {
  return sha256(JSON.stringify(value) ?? "");
}

/** Twelve hex digits that name a run: the same config (without resources), inputs and version give the same folder. */
export function runIdOf({
  config,
  files,
  packageVersion,
}: Pick<KeySource, "config" | "files" | "packageVersion">): string {
  const { resources: _, ...outcome } = config;
  const inputs = files.map(({ name, use, split, sha256: hash }) => [name, use, split ?? null, hash]);
  return fingerprint([outcome, inputs, packageVersion]).slice(0, 12);
}

/** As it comes back from the manifest: without undefined, so that keys compare. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
