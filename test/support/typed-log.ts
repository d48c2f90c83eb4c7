import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { IngestArtifact } from "../../src/data/artifacts/ingest.ts";
import { quoteIdentifier } from "../../src/data/identifiers.ts";
import { query } from "./audited-log.ts";
import { temporaryFolder } from "./run-stage.ts";

/** A feature of typed rows: its type, and its value in row i as SQL. */
export interface TypedFeature {
  readonly name: string;
  readonly type: "VARCHAR" | "DOUBLE" | "VARCHAR[]" | "DOUBLE[]";
  readonly value: string;
}

export interface TypedLogOptions {
  readonly rows?: number;
  readonly parts?: number;
  readonly domains?: number;
  /** Of COPY. */
  readonly options?: string;
}

export interface TypedLog {
  readonly folder: string;
  readonly ingest: IngestArtifact;
  readonly parts: readonly string[];
}

/** Typed rows as ingest leaves them, in parts of about equal size; every domain has rows in every split. */
export async function typedLog(
  features: readonly TypedFeature[],
  { rows = 5000, parts = 1, domains = 2, options = "COMPRESSION zstd" }: TypedLogOptions = {},
): Promise<TypedLog> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "temp"));
  const names = Array.from({ length: domains }, (_, d) => `d${d}`);
  const columns = features.map(({ name, type, value }) => `CAST(${value} AS ${type}) AS ${quoteIdentifier(name)}`);
  const own = `i AS _row, CAST(hash(i) % 100 AS BIGINT) - 50 AS _split_value, 'd' || i % ${domains} AS _domain, 1 AS _label`;
  const paths = Array.from({ length: parts }, (_, p) => join(folder, `${p}.parquet`));
  for (const [p, path] of paths.entries()) {
    const range = `range(${Math.floor((rows * p) / parts)}, ${Math.floor((rows * (p + 1)) / parts)})`;
    const select = `SELECT ${[own, ...columns].join(", ")} FROM ${range} AS t(i)`;
    await query(`COPY (${select}) TO '${path}' (FORMAT parquet, ${options})`);
  }
  const described = features.map(({ name, type }) => ({
    name,
    kind: type.startsWith("DOUBLE") ? "numerical" : "categorical",
    sequence: type.endsWith("[]"),
    ...(type.startsWith("DOUBLE") && { unusable: 1 }),
  }));
  const ingest = {
    rows: { kept: rows },
    domains: names.map((name) => ({ name })),
    split: { cuts: ["-10", "20"] },
    hasUser: false,
    hasItem: false,
    features: described,
  } as unknown as IngestArtifact; // The rest of it is not read.
  return { folder, ingest, parts: paths };
}
