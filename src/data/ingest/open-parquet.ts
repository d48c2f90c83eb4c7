import { stat } from "node:fs/promises";
import { z } from "zod";
import { DomainlensError } from "../../util/errors.ts";
import { quotePath, sql, type SqlFragment } from "../identifiers.ts";
import { checkPages } from "../scan/parquet/check-pages.ts";
import { ParquetDamage } from "../scan/parquet/footer.ts";
import type { Session } from "../session.ts";
import { nameTwice } from "./name-twice.ts";
import type { OpenFile, OpenOptions } from "./opened-file.ts";

const parquetRows = z.object({ records: z.number() });
const parquetColumn = z.object({ column_name: z.string(), column_type: z.string() });

/** Even the labels of a log take a bit each, before they are compressed. */
const bombRowsPerByte = 1000;
const bombRows = 10_000_000;

/** A Parquet file as a relation. Errors: DomainlensError("input") for one that is damaged or none. */
export async function openParquet(session: Session, { name, path, signal }: OpenOptions): Promise<OpenFile> {
  const file = quotePath(path);
  try {
    // Before DuckDB sees it: what contradicts itself may break the whole instance.
    const check = await checkPages(path, signal);
    const twice = nameTwice(check.columns);
    // DuckDB would read the second under a name that another column may have.
    if (twice !== undefined) throw new ParquetDamage(`it names a column twice, ${JSON.stringify(twice)}`);
    const { size } = await stat(path);
    if (check.rows > bombRows && check.rows > bombRowsPerByte * size) {
      throw new ParquetDamage(`${check.rows} rows in ${size} bytes are no log`);
    }
    const [{ records }] = await session.rows(
      `SELECT CAST(SUM(num_rows) AS BIGINT) AS records FROM parquet_file_metadata(${file})`,
      {},
      parquetRows,
    );
    if (records !== check.rows)
      throw new ParquetDamage(`DuckDB finds ${records} rows in it, and its footer says ${check.rows}`);
    const described = await session.rows(
      `DESCRIBE SELECT * FROM read_parquet(${file}, hive_partitioning = false)`,
      {},
      parquetColumn,
    );
    const columns = described.map((row) => row.column_name);
    return {
      ...numberedRows(file, columns),
      columns,
      types: described.map((row) => row.column_type),
      records,
      header: false,
      bad: [],
      lineOf: (ordinal) => ordinal,
      typed: true,
      flaws: [],
      doubts: [],
      uncheckedPages: check.unchecked,
    };
  } catch (cause) {
    signal.throwIfAborted();
    throw new DomainlensError("input", {
      what: `${name} cannot be read as Parquet: ${cause instanceof Error ? cause.message.split("\n")[0] : String(cause)}`,
      remedy: "check that the file is complete, or leave it out of the dataset",
      cause,
    });
  }
}

/** DuckDB numbers the rows of a file itself, but not of one that has a column of that name. */
function numberedRows(file: SqlFragment, columns: readonly string[]): Pick<OpenFile, "relation" | "between"> {
  if (columns.some((column) => column.toLowerCase() === "file_row_number")) {
    return {
      relation: sql`SELECT row_number() OVER () AS _domainlens_record, * FROM read_parquet(${file}, hive_partitioning = false)`,
    };
  }
  const relation = sql`SELECT file_row_number + 1 AS _domainlens_record, * EXCLUDE (file_row_number) FROM read_parquet(${file}, file_row_number = true, hive_partitioning = false)`;
  return {
    relation,
    between: (first, last) => sql`${relation} WHERE file_row_number BETWEEN ${first - 1} AND ${last - 1}`,
  };
}
