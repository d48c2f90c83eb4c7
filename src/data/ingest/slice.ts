import type { Config } from "../../config/schema.ts";
import type { Statistic } from "../../config/statistic-schema.ts";
import { addedColumns } from "../../util/added-columns.ts";
import { entityColumn } from "../../util/entity-role.ts";

/** The part of the config that ingest depends on. */
export interface IngestSlice extends Pick<
  Config,
  "dataset" | "domain" | "label" | "user" | "item" | "features" | "split"
> {
  /** Features that are counted, not read, with their position among all of them; left out when there are none. */
  readonly counted?: readonly {
    readonly index: number;
    readonly name: string;
    readonly role: string;
    readonly statistic: Statistic;
  }[];
}

/** `features` are those that are read from the log. */
export function ingestSlice(config: Config): IngestSlice {
  const { dataset, domain, label, user, item, split } = config;
  const all = Object.entries(config.features);
  const features = Object.fromEntries(all.filter(([, { statistic }]) => statistic === undefined));
  const counted = all.flatMap(([name, { role, statistic }], index) =>
    statistic === undefined ? [] : [{ index, name, role, statistic }],
  );
  return { dataset, domain, label, user, item, features, split, ...(counted.length > 0 && { counted }) };
}

/** The slice as it holds for the files of an entity, in their own format; undefined where the log has no file sets. */
export function sliceOfEntity(slice: IngestSlice, entity: string | undefined): IngestSlice {
  const own = entity === undefined ? undefined : slice.dataset.entities?.[entity];
  if (own === undefined) return slice;
  const { format, csv } = slice.dataset;
  return { ...slice, dataset: { ...slice.dataset, format: own.format ?? format, csv: own.csv ?? csv } };
}

/** The source columns that the config names outside of SQL expressions, with what needs each. */
export function namedColumns(slice: IngestSlice): Map<string, string> {
  const { dataset, domain, label, user, item, features, split } = slice;
  const derived = new Set(addedColumns(dataset).map(({ name }) => name));
  if (dataset.entities !== undefined) derived.add(entityColumn);
  const named = new Map<string, string>();
  const need = (column: string | undefined, who: string): void => {
    if (column !== undefined && !derived.has(column) && !named.has(column)) named.set(column, who);
  };
  need(typeof domain === "string" ? domain : domain.column, "domain");
  need(typeof label === "string" ? label : label.column, "label");
  need(typeof user === "string" ? user : undefined, "user");
  need(typeof item === "string" ? item : undefined, "item");
  for (const [name, feature] of Object.entries(features)) {
    if (feature.sql === undefined) need(feature.column ?? name, `features.${name}`);
  }
  for (const column of Object.keys(dataset.columns)) need(column, "dataset.columns");
  for (const join of dataset.joins) for (const column of Object.keys(join.on)) need(column, "dataset.joins");
  need(dataset.explode?.column, "dataset.explode");
  if (split.by === "time") need(split.column, "split.column");
  if (split.by === "hash") for (const column of split.key) need(column, "split.key");
  return named;
}
