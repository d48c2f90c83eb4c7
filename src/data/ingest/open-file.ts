import type { Format } from "../../config/file-schema.ts";
import { entityColumn } from "../../util/entity-role.ts";
import { DomainlensError } from "../../util/errors.ts";
import { quoteIdentifier, quoteLiteral, sql, type SqlFragment } from "../identifiers.ts";
import type { Session } from "../session.ts";
import { openDelimited } from "./open-delimited.ts";
import { openJsonLines } from "./open-json-lines.ts";
import { openParquet } from "./open-parquet.ts";
import type { OpenFile, OpenOptions } from "./opened-file.ts";
import { refuseForeign } from "./refuse-foreign.ts";

/** Scans a raw file and gives the relation that reads it. Errors: DomainlensError("input") for an empty or unreadable file. */
export async function openFile(session: Session, options: OpenOptions): Promise<OpenFile> {
  const { entity, name } = options;
  await refuseForeign(options);
  const file = await openColumns(session, options);
  return entity === undefined ? file : withEntity(file, name, entity);
}

function openColumns(session: Session, options: OpenOptions): Promise<OpenFile> {
  const format = options.format ?? formatOf(options.name);
  if (format === "parquet") return openParquet(session, options);
  if (format === "jsonl") return openJsonLines(options);
  return openDelimited({ ...options, csv: format === "tsv" ? { ...options.csv, delimiter: "\t" } : options.csv });
}

/** The file with the column that tells its entity. */
function withEntity(file: OpenFile, name: string, entity: string): OpenFile {
  const own = file.columns.find((column) => column.toLowerCase() === entityColumn);
  if (own !== undefined) {
    throw new DomainlensError("data", {
      what: `${name} has a column ${JSON.stringify(own)}, the name of the one that dataset.entities gives every row`,
      value: own,
      remedy: `rename it in the dump; if it tells the entities, list all files under dataset.files and write domain: ${own}`,
    });
  }
  const column = sql`${quoteLiteral(entity)} AS ${quoteIdentifier(entityColumn)}`;
  const extended = (relation: SqlFragment): SqlFragment => sql`SELECT *, ${column} FROM (${relation}) AS file_rows`;
  const { between } = file;
  return {
    ...file,
    relation: extended(file.relation),
    ...(between !== undefined && { between: (first, last) => extended(between(first, last)) }),
    columns: [...file.columns, entityColumn],
  };
}

function formatOf(name: string): Format {
  const extension = /\.(csv|tsv|parquet|jsonl|ndjson)(\.gz)?$/i.exec(name)?.[1].toLowerCase();
  if (extension === "ndjson") return "jsonl";
  if (extension === "csv" || extension === "tsv" || extension === "parquet" || extension === "jsonl") return extension;
  throw new DomainlensError("input", {
    what: `the format of ${name} cannot be told from its name`,
    remedy: "set dataset.format to csv, tsv, parquet or jsonl, or leave the file out of the dataset",
  });
}
