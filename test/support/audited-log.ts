import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { z } from "zod";
import type { ConfigInput } from "../../src/config/schema.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { profileStage } from "../../src/stages/profile.ts";
import { runStage, sourceFiles, temporaryFolder } from "./run-stage.ts";

export interface LogRun {
  readonly run: string;
  readonly config: ConfigInput;
}

/** Ingests and profiles one CSV text whose column `k` decides the split. */
export async function profiledLog(text: string, overrides: Partial<ConfigInput>, threads = 2): Promise<LogRun> {
  const run = temporaryFolder();
  const file = join(run, "log.csv");
  writeFileSync(file, text);
  const config: ConfigInput = {
    name: "t",
    dataset: { files: ["*"] },
    domain: "d",
    label: "y",
    features: { x: { kind: "categorical" } },
    split: { by: "hash", train: 0.6, valid: 0.2, test: 0.2, key: ["k"] },
    ...overrides,
  };
  await runStage(ingestStage, { run, config, files: sourceFiles([file]), threads });
  await runStage(profileStage, { run, config, threads });
  return { run, config };
}

/** Rows of a query over the files of a run, as JSON values; BIGINTs are decimal texts. */
export async function query(statement: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const reader = await connection.runAndReadAll(statement);
  connection.closeSync();
  return reader.getRowObjectsJson();
}

/** As `query`, each row checked by a schema. */
export async function queryRows<T>(schema: z.ZodType<T>, statement: string): Promise<T[]> {
  return (await query(statement)).map((row) => schema.parse(row));
}

/** A JSON artifact of a run. */
export function artifact(run: string, path: string): unknown {
  return JSON.parse(readFileSync(join(run, path), "utf8"));
}
