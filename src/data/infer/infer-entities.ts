import { isNumberType, isTimeType } from "./column-types.ts";
import { describeColumns, type InferredPipeline } from "./infer-pipeline.ts";
import { nameFeatures } from "./name-features.ts";
import type { ColumnFacts, SniffedFile } from "./sniff-file.ts";
import { type FeatureSuggestion, suggestFeatures } from "./suggest-features.ts";

/** The files of an entity, by the first of them. */
export interface SniffedEntity {
  readonly name: string;
  readonly file: SniffedFile;
}

/**
 * Suggests label, user, item and features of a log with one file set per entity. Columns that all entities have are of all; others are features
 * of the entity alone, named after it too where several entities, but not all, have a column of that name. Throws as `inferPipeline` does for the label.
 */
export function inferEntities(entities: readonly SniffedEntity[], label: string): InferredPipeline {
  const holders = (column: string): ColumnFacts[] =>
    entities.flatMap(({ file }) => file.columns.filter(({ name }) => name === column));
  const isShared = ({ name }: ColumnFacts): boolean => holders(name).length === entities.length;
  const shared = entities[0].file.columns.filter(isShared).map(({ name }) => holders(name).reduce(merged));
  const pipeline = describeColumns(shared, label);
  const specific = entities.flatMap(({ name, file }) =>
    file.columns
      .filter((column) => !isShared(column))
      .map((column) => readAmong(column, holders(column.name)))
      .flatMap((column) => ofEntity(name, column, holders(column.name).length > 1)),
  );
  return { ...pipeline, features: nameFeatures([...pipeline.features, ...specific]) };
}

/** What two samples of a column show together, as far as suggestions read it. */
function merged(a: ColumnFacts, b: ColumnFacts): ColumnFacts {
  const telling = a.distinct >= b.distinct ? a : b;
  const shares = Object.keys(a.delimiterShares).map((delimiter) => {
    return [delimiter, Math.max(a.delimiterShares[delimiter], b.delimiterShares[delimiter])] as const;
  });
  return {
    ...telling,
    type: commonType(a.type, b.type),
    rows: a.rows + b.rows,
    present: a.present + b.present,
    blanks: a.blanks + b.blanks,
    label: { ...telling.label, plain: a.label.plain && b.label.plain },
    meanLength: Math.max(a.meanLength, b.meanLength),
    delimiterShares: Object.fromEntries(shares),
  };
}

function commonType(a: string, b: string): string {
  if (a === b) return a;
  return isNumberType(a) && isNumberType(b) ? "DOUBLE" : "VARCHAR";
}

/** dataset.columns holds for all files: a column that is a time is read as what all that have it can be read as. */
function readAmong(column: ColumnFacts, holders: readonly ColumnFacts[]): ColumnFacts {
  if (!isTimeType(column.type)) return column;
  const { type, blanks } = holders.reduce(merged);
  return { ...column, type, blanks };
}

function ofEntity(entity: string, column: ColumnFacts, ambiguous: boolean): FeatureSuggestion[] {
  return suggestFeatures(column).map((suggestion) => {
    const { name, feature } = suggestion;
    const own = ambiguous ? { ...suggestion, name: `${entity}_${name}` } : suggestion;
    if (feature === null) return own;
    const source = ambiguous && feature.sql === undefined ? { column: column.name } : {};
    return { ...own, feature: { ...feature, role: `entity-specific:${entity}`, ...source } };
  });
}
