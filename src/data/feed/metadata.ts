import type { EncodedFeature } from "../artifacts/encode.ts";
import { featureFile } from "../artifacts/layout.ts";
import type { SelectionArtifact } from "../artifacts/selection.ts";
import type { FeedColumn } from "./columns.ts";

/** What a feed says about itself. */
export interface FeedFacts {
  /** Domain names: `_domain` counts them from 0. */
  readonly domains: readonly string[];
  /** Version of domainlens. */
  readonly version: string;
  readonly columns: readonly FeedColumn[];
}

/** What a loader has to know of a column. */
export type DescribedColumn = SelectionArtifact["feed"]["columns"][number];

type Metadata = Readonly<Record<string, string>>;

/** Key-value metadata of the whole file, the same in both formats; lists are JSON. */
export function fileMetadata({ domains, version, columns }: FeedFacts): Metadata {
  return {
    "domainlens.version": version,
    "domainlens.domains": JSON.stringify(domains),
    "domainlens.selected": JSON.stringify(columns.filter(({ selected }) => selected).map(({ name }) => name)),
    "domainlens.columns": JSON.stringify(columns.map(describeColumn)),
  };
}

/** A column as `selection.json` and the metadata of the feed's files list it. */
export function describeColumn({ name, type, feature, holds, selected }: FeedColumn): DescribedColumn {
  const looksUp = holds === "ids" || holds === "buckets";
  return {
    name,
    type,
    holds,
    feature: feature?.name ?? null,
    group: feature?.group ?? null,
    vocabulary: feature === null ? null : vocabularyPath(feature),
    selected,
    embeddingRows: looksUp ? (feature?.embeddingRows ?? null) : null,
    embedding: looksUp ? (feature?.embedding ?? null) : null,
    maxLength: feature?.maxLength ?? null,
  };
}

/** Metadata of one column, where a format has it. */
export function columnMetadata({ feature, selected }: FeedColumn): Metadata {
  const mark = { "domainlens.selected": String(selected) };
  if (feature === null) return mark;
  return {
    ...mark,
    "domainlens.feature": feature.name,
    "domainlens.group": feature.group,
    "domainlens.vocabulary": vocabularyPath(feature),
  };
}

/** Where the vocabulary or the support of a feature lies beside the feed; features that share a vocabulary have the same. */
export function vocabularyPath({ index, vocabularyOf = index }: EncodedFeature): string {
  return `vocabularies/${featureFile(vocabularyOf)}`;
}
