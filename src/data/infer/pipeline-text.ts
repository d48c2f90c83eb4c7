import { stringify } from "yaml";
import type { InferredPipeline } from "./infer-pipeline.ts";
import { type SniffedFile, sampleRows } from "./sniff-file.ts";

export interface PipelineHead {
  readonly name: string;
  /** As they stand in the pipeline: relative to it. */
  readonly files: readonly string[];
  readonly domain: string;
}

/** The YAML of an inferred pipeline, each feature on a line with what was seen of it; left-out columns stay as comments. */
export function pipelineText(head: PipelineHead, file: SniffedFile, pipeline: InferredPipeline): string {
  const { label, user, item, features } = pipeline;
  return [
    `# Inferred from the first ${sampleRows.toLocaleString("en-US")} rows: review kinds, roles and the label, then`,
    `# domainlens audit pipelines/${head.name}.yaml`,
    `name: ${flow(head.name)}`,
    ...datasetLines(head, file, pipeline),
    `domain: ${flow(head.domain)}`,
    `label: ${flow(label)}`,
    ...(user === undefined ? [] : [`user: ${flow(user)}`]),
    ...(item === undefined ? [] : [`item: ${flow(item)}`]),
    "features:",
    ...features.map(({ name, feature, why }) =>
      feature === null ? `  # ${flow(name)}: left out: ${why}` : `  ${flow(name)}: ${flow(feature)} # ${why}`,
    ),
    "split: { by: hash, train: 0.7, valid: 0.1, test: 0.2, seed: 7 }",
    "",
  ].join("\n");
}

function datasetLines({ files }: PipelineHead, { format, dialect, columns }: SniffedFile, pipeline: InferredPipeline) {
  const lines = ["dataset:", `  files: ${flow(files)}`, `  format: ${format}`];
  if (dialect !== null) {
    const { delimiter, quote, header } = dialect;
    const names = header ? {} : { columns: columns.map(({ name }) => name) };
    lines.push(
      `  csv: ${flow({ delimiter, ...(quote === '"' ? {} : { quote }), ...(header ? {} : { header }), ...names })}`,
    );
  }
  const typed = pipeline.features.flatMap(({ column }) =>
    column === undefined ? [] : [[column.name, column.type] as const],
  );
  if (typed.length > 0) lines.push(`  columns: ${flow(Object.fromEntries(typed))}`);
  return lines;
}

/** One line of YAML. */
function flow(value: unknown): string {
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
