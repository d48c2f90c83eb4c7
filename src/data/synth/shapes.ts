import { entitiesPipeline } from "./entities/entities-pipeline.ts";
import { entityFeatures } from "./entities/entity-features.ts";
import { writeEntitiesLog } from "./entities/write-entities-log.ts";
import { aliccpFeatures } from "./planted-features.ts";
import { retrievalPipeline } from "./retrieval/retrieval-pipeline.ts";
import { writeRetrievalLog } from "./retrieval/write-retrieval-log.ts";
import { type SynthFormat, synthPipeline } from "./synth-pipeline.ts";
import { writeSynthLog } from "./write-log.ts";
import { type ShardOptions, writeShards } from "./write-shards.ts";

/** A kind of synthetic log. */
export interface SynthShape {
  /** Writes the log as CSV, and files beside it; the same seed gives the same bytes. Returns more of the truth, if there is more. */
  readonly writeLog: (path: string, rows: number, seed: number) => Promise<Readonly<Record<string, unknown>> | void>;
  /** Writes the same rows as Parquet files into a folder, where the shape has that. */
  readonly writeShards?: (folder: string, options: ShardOptions) => Promise<void>;
  /** What each feature was planted as. */
  readonly truth: Readonly<Record<string, string>>;
  /** The pipeline of the log, as YAML text, and the command that it is for. @param files path or pattern of the log relative to the pipeline */
  readonly pipeline: (name: string, files: string, format: SynthFormat) => string;
  readonly command: "audit" | "retrieval";
  /** Rows by default: as many as it takes for what is planted to show. */
  readonly rows: number;
}

/** Every shape of `domainlens synth`. */
export const synthShapes: Readonly<Record<string, SynthShape>> = {
  aliccp: {
    writeLog: writeSynthLog,
    writeShards,
    truth: truthOf(aliccpFeatures),
    pipeline: synthPipeline,
    command: "audit",
    rows: 200_000,
  },
  entities: {
    writeLog: writeEntitiesLog,
    truth: truthOf(entityFeatures),
    pipeline: entitiesPipeline,
    command: "audit",
    rows: 400_000,
  },
  retrieval: {
    writeLog: writeRetrievalLog,
    truth: {},
    pipeline: retrievalPipeline,
    command: "retrieval",
    rows: 200_000,
  },
};

function truthOf(features: readonly { readonly name: string; readonly planted: string }[]): Record<string, string> {
  return Object.fromEntries(features.map(({ name, planted }) => [name, planted]));
}
