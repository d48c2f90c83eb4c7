import { entitiesPipeline } from "./entities/entities-pipeline.ts";
import { entityFeatures } from "./entities/entity-features.ts";
import { writeEntitiesLog } from "./entities/write-entities-log.ts";
import { aliccpFeatures } from "./planted-features.ts";
import { synthPipeline } from "./synth-pipeline.ts";
import { writeSynthLog } from "./write-log.ts";

/** A kind of synthetic log. */
export interface SynthShape {
  /** Writes the log as CSV; the same seed gives the same bytes. */
  readonly writeLog: (path: string, rows: number, seed: number) => Promise<void>;
  /** What each feature was planted as. */
  readonly truth: Readonly<Record<string, string>>;
  /** The pipeline that audits the log, as YAML text. @param csv path of the log relative to the pipeline */
  readonly pipeline: (name: string, csv: string) => string;
}

/** Every shape of `domainlens synth`. */
export const synthShapes: Readonly<Record<string, SynthShape>> = {
  aliccp: { writeLog: writeSynthLog, truth: truthOf(aliccpFeatures), pipeline: synthPipeline },
  entities: { writeLog: writeEntitiesLog, truth: truthOf(entityFeatures), pipeline: entitiesPipeline },
};

function truthOf(features: readonly { readonly name: string; readonly planted: string }[]): Record<string, string> {
  return Object.fromEntries(features.map(({ name, planted }) => [name, planted]));
}
