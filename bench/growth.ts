import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { auditProcess, type AuditedRows, gibibytes, stagesTable } from "./parts/audit-process.ts";
import { wholeProcess } from "./parts/whole-process.ts";

// node bench/run.mjs growth [rows in millions,…] [memory]: the whole audit of synthetic logs in the shape of Ali-CCP, with two threads, size after size; also
// how fast `synth` writes them. One epoch of training and T = 5 at every size: otherwise each size's own model would decide both.

const settings = ["base.maxEpochs=1", "attribute.steps=5", "attribute.maxSteps=5"];
const [asked = "1,10", memory] = process.argv.slice(2);
const sizes: AuditedRows[] = [];
for (const millions of asked.split(",").map(Number)) {
  const folder = mkdtempSync(join(tmpdir(), "domainlens-growth-"));
  try {
    sizes.push(await audit(folder, Math.round(1e6 * millions)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${cpus().length} x ${cpus()[0].model}\n\n${stagesTable(sizes)}`);
}

/** Writes a log and audits it. */
async function audit(folder: string, rows: number): Promise<AuditedRows> {
  const written = ["--shape", "aliccp", "--rows", String(rows), "--out", folder, "--threads", "2"];
  const synth = await wholeProcess(process.execPath, ["dist/cli/main.js", "synth", ...written]);
  const yaml = readdirSync(folder).find((entry) => entry.endsWith(".yaml")) ?? "";
  const runs = join(folder, "runs");
  const one = { yaml: join(folder, yaml), name: yaml.replace(/\.yaml$/, ""), runs, rows };
  const audited = await auditProcess(one, settings, memory === undefined ? [] : ["--memory", memory]);
  console.log(`synth ${synth.seconds.toFixed(1)} s; the run folder has ${gibibytes(bytesUnder(runs))} GiB`);
  return audited;
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
