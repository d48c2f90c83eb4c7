import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { auditProcess, type AuditedRows, stagesTable } from "./parts/audit-process.ts";

// node bench/run.mjs audit: the flights pipeline at 0.3, 3 and 12 million rows; the largest reads the table four times, from four copies.

const flights = resolve("node_modules/vega-datasets/data/flights-3m.parquet");
const epochs = Number(process.env["DOMAINLENS_BENCH_EPOCHS"] ?? 2);
// The same T for every size: otherwise each size's own model would decide it.
const settings = [`base.maxEpochs=${epochs}`, "gates={}", "attribute.steps=20", "attribute.maxSteps=20"];

async function makeSizes(folder: string): Promise<{ rows: number; files: readonly string[] }[]> {
  const small = join(folder, "small.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM '${flights}' LIMIT 300000) TO '${small}' (FORMAT parquet)`);
  connection.closeSync();
  const copies = [1, 2, 3, 4].map((i) => join(folder, `copy-${i}.parquet`));
  for (const copy of copies) copyFileSync(flights, copy);
  return [
    { rows: 300_000, files: [small] },
    { rows: 3_000_000, files: [flights] },
    { rows: 12_000_000, files: copies },
  ];
}

const folder = mkdtempSync(join(tmpdir(), "domainlens-bench-"));
try {
  const sizes: AuditedRows[] = [];
  for (const { rows, files } of await makeSizes(folder)) {
    const runs = join(folder, `runs-${rows}`);
    const one = { yaml: "pipelines/flights.yaml", name: "flights", runs, rows };
    sizes.push(await auditProcess(one, [`dataset.files=${JSON.stringify(files)}`, ...settings]));
    rmSync(runs, { recursive: true });
  }
  console.log(`${cpus().length} x ${cpus()[0].model}\n\n${stagesTable(sizes)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
