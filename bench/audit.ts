import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

interface StageEntry {
  readonly seconds: number;
  readonly peakRssBytes: number;
}

interface Size {
  readonly label: string;
  readonly rows: number;
  readonly files: readonly string[];
}

const flights = resolve("node_modules/vega-datasets/data/flights-3m.parquet");

/** The flights table at 0.3, 3 and 12 million rows; the largest reads the table four times, from four copies. */
async function makeSizes(folder: string): Promise<Size[]> {
  const small = join(folder, "small.parquet");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (SELECT * FROM '${flights}' LIMIT 300000) TO '${small}' (FORMAT parquet)`);
  connection.closeSync();
  const copies = [1, 2, 3, 4].map((i) => join(folder, `copy-${i}.parquet`));
  for (const copy of copies) copyFileSync(flights, copy);
  return [
    { label: "0.3 M", rows: 300_000, files: [small] },
    { label: "3 M", rows: 3_000_000, files: [flights] },
    { label: "12 M", rows: 12_000_000, files: copies },
  ];
}

/** Audits one size in a process of its own and reads what each stage took from the manifest. */
function audit(size: Size, folder: string, passes: number): Map<string, StageEntry> {
  const runs = join(folder, `runs-${size.rows}`);
  const set = [
    "--set",
    `dataset.files=${JSON.stringify(size.files)}`,
    "--set",
    `base.maxEpochs=${passes}`,
    "--set",
    "gates={}",
    // The same T for every size: otherwise each size's own model would decide it.
    "--set",
    "attribute.steps=20",
    "--set",
    "attribute.maxSteps=20",
  ];
  const command = ["dist/cli/main.js", "audit", "pipelines/flights.yaml", "--runs-dir", runs, ...set];
  const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (status !== 0) throw new Error(`audit of ${size.label} rows failed:\n${stderr.slice(-2000)}`);
  const pipeline = join(runs, "flights");
  const run = readdirSync(pipeline).find((name) => /^[0-9a-f]{12}$/.test(name));
  if (run === undefined) throw new Error(`no run under ${pipeline}`);
  // The manifest is our own file, written by the process above.
  const manifest = JSON.parse(readFileSync(join(pipeline, run, "manifest.json"), "utf8")) as {
    stages: Record<string, StageEntry>;
  };
  rmSync(runs, { recursive: true });
  return new Map(Object.entries(manifest.stages));
}

function print(sizes: readonly Size[], results: readonly Map<string, StageEntry>[]): void {
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0);
  console.log(`machine: ${cpus().length} x ${cpus()[0].model}`);
  console.log(
    `${"stage".padEnd(12)}${sizes.map((s) => `${s.label} s`.padStart(10) + "µs/row".padStart(9) + "peak MiB".padStart(10)).join("")}`,
  );
  for (const stage of results[0].keys()) {
    const cells = results.map((result, i) => {
      const entry = result.get(stage);
      if (entry === undefined) return "".padStart(29);
      const perRow = ((entry.seconds / sizes[i].rows) * 1e6).toFixed(2);
      return entry.seconds.toFixed(2).padStart(10) + perRow.padStart(9) + mebibytes(entry.peakRssBytes).padStart(10);
    });
    console.log(stage.padEnd(12) + cells.join(""));
  }
  const total = results.map((r) => [...r.values()].reduce((sum, e) => sum + e.seconds, 0));
  const peak = results.map((r) => Math.max(...[...r.values()].map((e) => e.peakRssBytes)));
  const perRow = total.map((seconds, i) => seconds / sizes[i].rows);
  console.log(`total seconds: ${total.map((s) => s.toFixed(1)).join(" / ")}`);
  console.log(
    `time per row against the size before: ${perRow
      .slice(1)
      .map((v, i) => (v / perRow[i]).toFixed(2))
      .join(" / ")}`,
  );
  console.log(
    `peak memory against the size before: ${peak
      .slice(1)
      .map((v, i) => (v / peak[i]).toFixed(2))
      .join(" / ")} (goal for the last: at most 1.30)`,
  );
}

const folder = mkdtempSync(join(tmpdir(), "domainlens-bench-"));
try {
  mkdirSync(folder, { recursive: true });
  const passes = Number(process.env["DOMAINLENS_BENCH_EPOCHS"] ?? 2);
  const sizes = await makeSizes(folder);
  print(
    sizes,
    sizes.map((size) => audit(size, folder, passes)),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
