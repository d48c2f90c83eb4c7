import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { z } from "zod";
import { defineStage, type StageContext, type StageName, type StageResult } from "../dag/stage.ts";
import { attributeSchema } from "../data/artifacts/attribute.ts";
import { encodeSchema } from "../data/artifacts/encode.ts";
import { importanceSchema } from "../data/artifacts/importance.ts";
import { ingestSchema } from "../data/artifacts/ingest.ts";
import { profileSchema } from "../data/artifacts/profile.ts";
import { rankSchema } from "../data/artifacts/rank.ts";
import { readArtifact } from "../data/artifacts/read-artifact.ts";
import { selectionSchema } from "../data/artifacts/selection.ts";
import { trainBaseSchema } from "../data/artifacts/train-base.ts";
import { buildResults } from "../report/build-results.ts";
import { renderReport } from "../report/render-report.ts";
import type { ReportedConfig } from "../report/reported-config.ts";
import { type Results, resultsSchema } from "../report/results.ts";
import { nodeVersion, packageVersions } from "../util/package-info.ts";
import { reportDeclaration } from "./declared/report.ts";

const shownPackages = ["@duckdb/node-api", "onnxruntime-node", "@tensorflow/tfjs", "echarts"];

/** The artifacts of all stages → `results.json` and the report: the same inputs give the same bytes, on any number of threads. */
export const reportStage = defineStage<ReportedConfig>({
  ...reportDeclaration,
  async run(context) {
    const results = resultsSchema.parse(buildResults(await readArtifacts(context)));
    await writeFile(join(context.outputDir, "results.json"), `${JSON.stringify(results, null, 2)}\n`);
    const files = renderReport(results);
    for (const { path, text } of files) {
      context.signal.throwIfAborted();
      const target = join(context.outputDir, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, text);
    }
    return countsOf(results);
  },
});

async function readArtifacts({ config, seed, inputs }: StageContext<ReportedConfig>) {
  const read = <T>(stage: Exclude<StageName, "importance">, file: string, schema: z.ZodType<T>): Promise<T> =>
    readArtifact(inputs[stage], file, schema);
  return {
    config,
    seed,
    versions: shownVersions(),
    ingest: await read("ingest", "ingest.json", ingestSchema),
    profile: await read("profile", "profile.json", profileSchema),
    encode: await read("encode", "encode.json", encodeSchema),
    model: await read("train-base", "model.json", trainBaseSchema),
    attribute: await read("attribute", "attribute.json", attributeSchema),
    rank: await read("rank", "rank.json", rankSchema),
    selection: await read("select", "selection.json", selectionSchema),
    ...(inputs.importance !== undefined && {
      importance: await readArtifact(inputs.importance, "importance.json", importanceSchema),
    }),
  };
}

function shownVersions(): Record<string, string> {
  const { domainlens, dependencies } = packageVersions();
  const packages = shownPackages.map((name): [string, string] => [name, dependencies[name]]);
  return { domainlens, node: nodeVersion, ...Object.fromEntries(packages) };
}

function countsOf({ ingest, ranking }: Results): StageResult {
  return { rows: { kept: ingest.rows.kept, features: ranking.length } };
}
