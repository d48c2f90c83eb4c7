import { stringify } from "yaml";
import type { InferredPipeline } from "./infer-pipeline.ts";
import { sampleRows } from "./sample-table.ts";
import type { SniffedFile } from "./sniff-file.ts";

export interface PipelineHead {
  readonly name: string;
  /** The files of the log, or those of each entity. */
  readonly sources: readonly SourceText[];
  readonly domain: string;
}

export interface SourceText {
  /** The entity of the files; undefined where there are no file sets. */
  readonly entity?: string | undefined;
  /** As they stand in the pipeline: relative to it. */
  readonly files: readonly string[];
  readonly sniffed: SniffedFile;
}

/** The YAML of an inferred pipeline, each feature on a line with what was seen of it; left-out columns stay as comments. */
export function pipelineText(head: PipelineHead, pipeline: InferredPipeline): string {
  const { label, user, item, features } = pipeline;
  return [
    `# Inferred from the first ${sampleRows.toLocaleString("en-US")} rows: review kinds, roles and the label, then`,
    `# domainlens audit pipelines/${head.name}.yaml`,
    `name: ${flow(head.name)}`,
    ...datasetLines(head, pipeline),
    `domain: ${flow(head.domain)}`,
    `label: ${flow(label)}`,
    ...(user === undefined ? [] : [`user: ${flow(user)}`]),
    ...(item === undefined ? [] : [`item: ${flow(item)}`]),
    "features:",
    ...features.map(({ name, feature, why }) =>
      feature === null
        ? `  # ${flow(name)}: left out: ${oneLine(why)}`
        : `  ${flow(name)}: ${flow(feature)} # ${oneLine(why)}`,
    ),
    "split: { by: hash, train: 0.7, valid: 0.1, test: 0.2, seed: 7 }",
    "",
  ].join("\n");
}

function datasetLines({ sources }: PipelineHead, pipeline: InferredPipeline): string[] {
  const sets = sources.map(({ entity, ...source }) =>
    entity === undefined
      ? Object.entries(sourceOf(source)).map(([key, value]) => `  ${key}: ${flow(value)}`)
      : [`    ${flow(entity)}: ${flow(sourceOf(source))}`],
  );
  const lines = ["dataset:", ...(sources[0].entity === undefined ? [] : ["  entities:"]), ...sets.flat()];
  const typed = pipeline.features.flatMap(({ column }) =>
    column === undefined ? [] : [[column.name, column.type] as const],
  );
  if (typed.length > 0) lines.push(`  columns: ${flow(Object.fromEntries(typed))}`);
  return lines;
}

/** Files with their format and, for text, what it differs by from the default. */
function sourceOf({ files, sniffed: { format, dialect, columns } }: SourceText): Record<string, unknown> {
  if (dialect === null) return { files, format };
  const { delimiter, quote, header } = dialect;
  const names = header ? {} : { columns: columns.map(({ name }) => name) };
  const csv = { delimiter, ...(quote === '"' ? {} : { quote }), ...(header ? {} : { header }), ...names };
  return { files, format, csv };
}

/** One line of YAML. */
function flow(value: unknown): string {
  const json = JSON.stringify(value);
  // JSON is YAML, and breaks no line; it is not as easy to read.
  if (/\\[nr]/.test(json)) return json;
  return stringify(value, { collectionStyle: "flow", lineWidth: 0 }).replace(/\n$/, "");
}

function oneLine(comment: string): string {
  return comment.replace(/[\r\n]+/g, " ");
}
