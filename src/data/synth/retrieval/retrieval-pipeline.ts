import { retrievalDomains } from "./retrieval-world.ts";
import { heldOutFiles } from "./write-retrieval-log.ts";

/** The pipeline of a synthetic log of positives, as YAML text. @param csv path of the log relative to the pipeline */
export function retrievalPipeline(name: string, csv: string): string {
  const evaluate = retrievalDomains.map(({ name: domain }) => {
    const { candidates, positives } = heldOutFiles(csv.replace(/\.csv$/, ""), domain);
    return `    - { domain: ${domain}, candidates: "${candidates}", positives: "${positives}" }`;
  });
  return [
    `# A synthetic log of positives in three domains that share users; what there is to gain stands in ${name}.truth.json.`,
    `name: ${name}`,
    `dataset: { files: ["${csv}"] }`,
    `domain: { column: domain, values: [${retrievalDomains.map((domain) => domain.name).join(", ")}] }`,
    "# Every row is a positive, and all of them are for training: retrieval is evaluated on lists of its own.",
    'label: { sql: "1" }',
    "split: { by: none }",
    "user: user_id",
    "item: item_id",
    "features:",
    "  user_id: { kind: categorical, role: user, minCount: 1 }",
    "  segment: { kind: categorical, role: user }",
    "  city: { kind: categorical, role: user }",
    "  item_id: { kind: categorical, role: item, minCount: 1 }",
    "  category: { kind: categorical, role: item }",
    "  brand: { kind: categorical, role: item }",
    "retrieval:",
    "  user: user_id",
    "  item: item_id",
    "  evaluate:",
    ...evaluate,
    "  places: [10]",
    "  # Chosen by the recall on items held out of the training rows.",
    "  dropout: 0.5",
    "  patience: 2",
    "  options: { adi: { fusion: netmul, starActivation: none, adaptation: none } }",
    "  selfTraining: { percent: 5, step: 5, epochs: 3, rate: 0.3 }",
    "",
  ].join("\n");
}
