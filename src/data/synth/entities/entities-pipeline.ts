import { entityFeatures } from "./entity-features.ts";

/** The pipeline that audits a synthetic log of two entities, as YAML text. @param csv path of the log relative to the pipeline */
export function entitiesPipeline(name: string, csv: string): string {
  // Ids of users are no feature: with a dozen rows each, a model remembers their labels by them.
  const features = entityFeatures
    .filter(({ form }) => form !== "user-id")
    .map(({ name: feature, form, role }) => {
      const kind = form === "numerical" ? "numerical" : "categorical";
      // Histories hold topics.
      const sequence = form === "history" ? `, vocabulary: topic, sequence: { delimiter: "^", maxLength: 20 }` : "";
      return `  ${feature}: { kind: ${kind}, role: ${role}${sequence} }`;
    });
  return [
    `# A synthetic log of two entities that share a feed; what each feature was planted as stands in ${name}.truth.json.`,
    `name: ${name}`,
    `dataset: { files: ["${csv}"] }`,
    "domain: entity",
    "label: label",
    "user: user_id",
    "features:",
    ...features,
    "base: { dropout: 0, embeddingL2: 0.02, maxEpochs: 20, patience: 2 }",
    "",
  ].join("\n");
}
