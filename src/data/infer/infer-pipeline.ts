import { listNames, nearest } from "../../util/suggest.ts";
import { DomainlensError } from "../../util/errors.ts";
import type { ConfigInput } from "../../config/schema.ts";
import { nameFeatures } from "./name-features.ts";
import type { ColumnFacts, SniffedFile } from "./sniff-file.ts";
import { type FeatureSuggestion, suggestFeatures } from "./suggest-features.ts";

/** A pipeline to review: what `domainlens init` writes. */
export interface InferredPipeline {
  readonly label: ConfigInput["label"];
  readonly user: string | undefined;
  readonly item: string | undefined;
  readonly features: readonly FeatureSuggestion[];
}

/**
 * Suggests label, user, item and features from what a sample shows. Throws DomainlensError("usage") for a column that is not there and
 * DomainlensError("data") for a domain with one value or a label with more or fewer than two.
 */
export function inferPipeline(file: SniffedFile, domain: string, label: string): InferredPipeline {
  const domainFacts = columnNamed(domain, "--domain", file.columns);
  if (domainFacts.distinct < 2) {
    throw new DomainlensError("data", {
      what: `the domain column ${domain} has a single value in the sample`,
      value: domainFacts.least,
      remedy: "choose a column that tells scenarios, sites or markets apart",
    });
  }
  return describeColumns(
    file.columns.filter(({ name }) => name !== domain),
    label,
  );
}

/** Label, user, item and features among the columns beside the domain. Throws as `inferPipeline` does for the label. */
export function describeColumns(columns: readonly ColumnFacts[], label: string): InferredPipeline {
  const labelFacts = columnNamed(label, "--label", columns);
  const rest = columns.filter(({ name }) => name !== label);
  const idNamed = (pattern: RegExp): string | undefined => rest.find(({ name }) => pattern.test(name))?.name;
  return {
    label: labelOf(labelFacts),
    user: idNamed(/^(user|member|customer|visitor|u)[_-]?(id)?$/i),
    item: idNamed(/^(item|ad|product|goods|article|sku|adgroup)[_-]?(id)?$/i),
    features: nameFeatures(rest.flatMap(suggestFeatures)),
  };
}

function columnNamed(name: string, option: string, columns: readonly ColumnFacts[]): ColumnFacts {
  const found = columns.find((column) => column.name === name);
  if (found !== undefined) return found;
  const names = columns.map((column) => column.name);
  // Spaces of a header are part of its names, which a shell shows to nobody.
  const spaced = names.find((column) => column.trim() === name.trim());
  const near = spaced === undefined ? nearest(name, names) : JSON.stringify(spaced);
  throw new DomainlensError("usage", {
    what: `${option}: there is no such column`,
    value: name,
    remedy: near === undefined ? `columns: ${listNames(names)}` : `did you mean ${near}?`,
  });
}

function labelOf({ name, least, label: { distinct, plain, greatest } }: ColumnFacts): ConfigInput["label"] {
  if (distinct !== 2) {
    throw new DomainlensError("data", {
      what: `the label column ${name} has ${distinct} distinct values in the sample, not two`,
      value: least,
      remedy: 'derive a binary label in the pipeline: label: { sql: "delay > 15" }',
    });
  }
  if (plain) return name;
  return { column: name, positive: greatest ?? "" };
}
