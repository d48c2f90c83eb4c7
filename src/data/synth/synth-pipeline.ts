import { aliccpFeatures } from "./planted-features.ts";

/** How a synthetic log is written: as CSV, sequences as text, or as Parquet, sequences as lists. */
export type SynthFormat = "csv" | "parquet";

/** The pipeline that audits a synthetic log, as YAML text. @param files path or pattern of the log relative to the pipeline */
export function synthPipeline(name: string, files: string, format: SynthFormat): string {
  const delimiter = format === "csv" ? `delimiter: "^", ` : "";
  const features = aliccpFeatures.map(({ name: feature, form }) => {
    const sequence = form === "sequence" ? `, sequence: { ${delimiter}maxLength: 20 }` : "";
    return `  ${feature}: { kind: ${form === "numerical" ? "numerical" : "categorical"}${sequence} }`;
  });
  return [
    `# A synthetic log in the shape of Ali-CCP; what each feature was planted as stands in ${name}.truth.json.`,
    `name: ${name}`,
    `dataset: { files: ["${files}"] }`,
    "domain: domain",
    "label: label",
    "# A third for testing: 1 % of the rows are in the smallest domain.",
    "split: { by: hash, train: 0.6, valid: 0.1, test: 0.3 }",
    "features:",
    "  # Every model may read the domain of a row (DSFM, section 3).",
    "  domain: { kind: categorical }",
    ...features,
    "base: { dropout: 0, embeddingL2: 0.001, maxEpochs: 5, patience: 1 }",
    "select: { topK: 6 }",
    "",
  ].join("\n");
}
