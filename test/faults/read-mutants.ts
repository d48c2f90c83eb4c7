import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { partFile } from "../../src/data/artifacts/layout.ts";
import { quoteList, sql } from "../../src/data/identifiers.ts";
import { fileFault } from "../../src/data/ingest/file-fault.ts";
import { LocalReader } from "../../src/data/ingest/local-reader.ts";
import { ingestSlice } from "../../src/data/ingest/slice.ts";
import { openSession, type Session } from "../../src/data/session.ts";
import type { Row } from "./base-rows.ts";
import type { Outcome } from "./judge.ts";
import type { Mutant } from "./text-file.ts";

const config: ConfigInput = {
  name: "faults",
  dataset: { files: ["*"], columns: { b: "bigint", w: "timestamp" } },
  domain: "d",
  label: "y",
  features: {
    k: { kind: "categorical" },
    t: { kind: "categorical" },
    n: { kind: "numerical" },
    s: { kind: "categorical", sequence: { delimiter: "^" } },
    b: { kind: "categorical" },
    w: { kind: "categorical" },
    e: { kind: "categorical" },
  },
};

const text = z.string().nullable();
const rowSchema = z.object({
  file: z.number(),
  k: text,
  d: z.string(),
  y: z.number(),
  t: text,
  // NaN and infinities too.
  n: z.custom<number | null>((value) => value === null || typeof value === "number"),
  s: z.array(z.string()).nullable(),
  b: text,
  w: text,
  e: text,
});

/** Readers at work at the same time: much of reading a small file is waiting. */
const lanes = 4;

/** Ingests files as the stage does, in this process. */
export async function readMutants(mutants: readonly Mutant[], folder: string): Promise<Outcome[]> {
  const limits = { memoryBytes: 2 ** 29, threads: 1 };
  const outcomes: Outcome[] = [];
  const rowsDir = join(folder, "rows");
  mkdirSync(rowsDir, { recursive: true });
  const waiting = [...mutants.entries()];
  const work = async (_: unknown, lane: number): Promise<void> => {
    const scratchDir = join(folder, `scratch-${lane}`);
    mkdirSync(scratchDir);
    const slice = ingestSlice(configSchema.parse(config));
    await using reader = new LocalReader({
      slice,
      lookups: [],
      rowsDir,
      scratchDir,
      ...limits,
      reach: { folders: [folder] },
    });
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [i, mutant] = next;
      outcomes[i] = await readMutant(reader, mutant, { folder, i });
    }
  };
  await Promise.all(Array.from({ length: lanes }, work));
  await using session = await openSession({ ...limits, tempDir: join(folder, "judge") });
  const parts = outcomes.flatMap(({ unreadable }, i) => (unreadable === undefined ? [join(rowsDir, partFile(i))] : []));
  const rows = await keptRows(session, parts);
  rmSync(folder, { recursive: true });
  return outcomes.map((outcome, i) => ({ ...outcome, rows: rows.get(i) ?? [] }));
}

async function readMutant(
  reader: LocalReader,
  { bytes, extension }: Mutant,
  { folder, i }: { folder: string; i: number },
): Promise<Outcome> {
  const name = `f${i}.${extension}`;
  const path = join(folder, name);
  writeFileSync(path, bytes);
  const file = { name, path, bytes: statSync(path).size, sha256: "0", use: "dataset" };
  const none = { rows: [], rejectedLines: [], doubts: [], records: 0, kept: 0, rejected: 0 };
  try {
    const place = { fileIndex: i, rowBase: 0, split: undefined };
    const { counts, rejects } = await reader.read({ file, entity: undefined, place }, new AbortController().signal);
    const listed = readFileSync(rejects.path, "utf8").matchAll(new RegExp(`^f${i}\\.[a-zA-Z.]+,(\\d+),`, "gm"));
    return {
      ...counts,
      rows: [],
      doubts: counts.doubts ?? [],
      rejectedLines: [...listed].map(([, line]) => Number(line)),
    };
  } catch (error) {
    const fault = fileFault(error, name);
    if (fault === null || !fault.message.includes(name)) throw error;
    return { ...none, unreadable: fault.message };
  } finally {
    rmSync(path);
  }
}

async function keptRows(session: Session, parts: readonly string[]): Promise<Map<number, Row[]>> {
  const rows = new Map<number, Row[]>();
  if (parts.length === 0) return rows;
  const file = sql`CAST(regexp_extract(filename, '([0-9]+).parquet', 1) AS INTEGER) AS file`;
  const statement = sql`SELECT ${file}, k, _domain AS d, _label AS y, t, n, s, b, w, e FROM read_parquet(${quoteList(parts)}, filename = true) ORDER BY file, _row`;
  const found = await session.rows(statement, {}, rowSchema);
  for (const { file: i, k, ...rest } of found) {
    const own = rows.get(i) ?? [];
    rows.set(i, [...own, { k: k ?? "", ...rest }]);
  }
  return rows;
}
