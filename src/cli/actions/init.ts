import { type InferOptions, writeInferredPipeline } from "../infer.ts";
import type { CommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";

/** Writes a pipeline and prints its path. */
export async function init(files: readonly string[], options: InferOptions & CommonOptions): Promise<void> {
  const path = await writeInferredPipeline(files, options);
  if (options.json === true) return printJson({ path });
  return printResult(`wrote ${path}: review it, then\n  domainlens audit ${path}`);
}
