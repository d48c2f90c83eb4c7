import type { Config } from "../config/schema.ts";
import type { ErrorDetails } from "../util/errors.ts";
import type { ProcessUse } from "../util/process-use.ts";
import type { MemoryPart } from "./memory.ts";

/**
 * The stages in flow order. An audit ends with the report; training, each of the studies and transfer continue from its selection, retrieval from
 * the encoded rows.
 */
export const stageNames = [
  "ingest",
  "profile",
  "encode",
  "retrieval",
  "train-base",
  "attribute",
  "rank",
  "importance",
  "select",
  "report",
  "train",
  "study-ablation",
  "study-dependence",
  "study-extractor-input",
  "study-attention",
  "transfer",
] as const;
export type StageName = (typeof stageNames)[number];

/** Stages that some pipelines do not have, see `StageDeclaration.applies`. */
type OptionalStageName = "importance";

/** Absolute folders of stages; that of a stage that the pipeline does not have is undefined. */
export type StageFolders = Readonly<
  Record<Exclude<StageName, OptionalStageName>, string> & Partial<Record<OptionalStageName, string>>
>;

/** Progress of a stage: `done` of `total` (undefined while unknown) in `unit`, or a line of text. */
export interface Progress {
  /** What is being done; `done` begins anew when it changes. */
  readonly message: string;
  /** What changes while it is being done, such as a loss. */
  readonly detail?: string;
  readonly done?: number;
  readonly total?: number;
  readonly unit?: string;
  /** Units that follow after `total`, at most: later epochs and runs. */
  readonly after?: number;
}

/** What a stage gets: it knows no path but these, no clock and no environment. */
export interface StageContext<Slice> {
  /** The slice of the config that the stage declared; nothing else of the config may influence its output. */
  readonly config: Slice;
  /** Absolute folder to write outputs into; made visible by one rename when `run` returns. */
  readonly outputDir: string;
  /** Absolute folder that survives a kill and is removed when the stage is done: checkpoints. */
  readonly scratchDir: string;
  /** Absolute folders of the finished stages that this one declared as inputs. */
  readonly inputs: StageFolders;
  /** Absolute paths of raw input files, resolved and fingerprinted before the run; only for stages with `readsFiles`. */
  readonly files: readonly SourceFile[];
  /** Limits; they must not change the bytes of the outputs. */
  readonly resources: Resources;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly report: (progress: Progress) => void;
  readonly warn: (message: string) => void;
}

/** Raw files that a stage may read: the log with its lookup tables, or what retrieval is evaluated on. */
export type FileKind = "log" | "evaluation";

/** A raw input file. `name` is how reports call it: as written in the config, `/`-separated, never absolute. */
export interface SourceFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  /**
   * `dataset`, `dataset:<entity>` for a file of one entity, `join:<index>`, or `evaluate:<index>:candidates` and
   * `evaluate:<index>:positives`.
   */
  readonly use: string;
  /** For `split: files`: the split its rows belong to. */
  readonly split?: "train" | "valid" | "test";
}

export interface Resources {
  readonly memoryBytes: number;
  readonly threads: number;
  readonly device: Config["resources"]["device"];
  /** Where raw files are read; default: in this process. */
  readonly isolation?: Config["resources"]["isolation"];
  readonly secondsPerFile?: number | undefined;
}

/** What a stage tells the manifest: row counts by name. */
export interface StageResult {
  readonly rows: Readonly<Record<string, number>>;
  /** Notes for the manifest, such as the device used and why. */
  readonly notes?: readonly string[];
  /** Why the same inputs may give other outputs, such as a limit of this machine that was met: the stage runs again in every run. */
  readonly notReusable?: string;
  /** What a process beside this one used for the stage. */
  readonly beside?: ProcessUse;
}

/** What is known of a run before a stage runs. */
export interface KnownFacts {
  readonly config: Config;
  readonly threads: number;
  /** The folder of a finished stage; undefined while it is not finished. */
  readonly finished: (name: StageName) => string | undefined;
}

/** What is known of a stage before it runs: it knows its inputs by name and its config slice. */
export interface StageDeclaration<Slice = unknown> {
  readonly name: StageName;
  /** Raise it when the outputs of the same inputs change. */
  readonly version: number;
  readonly inputs: readonly StageName[];
  readonly readsFiles?: FileKind;
  /** The configured device is then part of the fingerprint: devices agree only to float32 rounding. */
  readonly usesDevice?: boolean;
  /** It runs only when it is the last stage asked for, never on the way to another; no stage has it as input. */
  readonly onDemand?: boolean;
  /** When it is asked for, only what it needs runs before it; default: all stages before it in the flow. */
  readonly onlyInputs?: boolean;
  /** Inputs that the stage has under some configs, beside `inputs`. */
  moreInputs?(config: Config): readonly StageName[];
  /** Whether a pipeline has this stage; without it no stage has it as input. Default: every pipeline has it. */
  applies?(config: Config): boolean;
  /** Why the stage cannot run under a config, told before any stage runs; undefined where it can. Default: it always can. */
  refusal?(config: Config): ErrorDetails | undefined;
  /**
   * What the stage keeps in memory beside the process and the SQL engine; undefined while the stages that tell are not finished. Default:
   * nothing that grows.
   */
  memory?(known: KnownFacts): Promise<readonly MemoryPart[] | undefined>;
  /** The part of the config that the outputs depend on; it is hashed into the fingerprint. */
  slice(config: Config): Slice;
}

/** A stage as data; `run` is a function of the context alone. */
export interface Stage<Slice = unknown> extends StageDeclaration<Slice> {
  run(context: StageContext<Slice>): Promise<StageResult>;
}

/** Checks the types of a declaration; the identity at run time. */
export function declareStage<Slice>(declaration: StageDeclaration<Slice>): StageDeclaration<Slice> {
  return declaration;
}

/** Checks the types of a stage literal; the identity at run time. */
export function defineStage<Slice>(stage: Stage<Slice>): Stage<Slice> {
  return stage;
}
