import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { wholeProcess } from "./parts/whole-process.ts";

// node bench/run.mjs growth [rows in millions,…] [memory]: the whole audit of synthetic logs in the shape of Ali-CCP, with two threads, size after size; also
// how fast `synth` writes them. One epoch of training and T = 5 at every size: otherwise each size's own model would decide both.

const manifestSchema = z.object({
  stages: z.record(z.string(), z.object({ seconds: z.number(), peakRssBytes: z.number() })),
});
type Stages = z.infer<typeof manifestSchema>["stages"];

interface Audited {
  readonly millions: number;
  readonly synthSeconds: number;
  readonly seconds: number;
  readonly peakBytes: number;
  readonly diskBytes: number;
  readonly stages: Stages;
}

const cli = "dist/cli/main.js";
const gibibytes = (bytes: number): string => (bytes / 2 ** 30).toFixed(2);

/** Writes a log, audits it in a process of its own, and removes both. */
async function audit(millions: number, memory: string | undefined): Promise<Audited> {
  const folder = mkdtempSync(join(tmpdir(), "domainlens-growth-"));
  try {
    const rows = String(Math.round(1e6 * millions));
    const log = [
      "synth",
      "--shape",
      "aliccp",
      "--rows",
      rows,
      "--format",
      "parquet",
      "--out",
      folder,
      "--threads",
      "2",
    ];
    const written = await wholeProcess(process.execPath, [cli, ...log]);
    const name = readdirSync(folder)
      .find((entry) => entry.endsWith(".yaml"))
      ?.replace(/\.yaml$/, "");
    if (name === undefined) throw new Error(`synth wrote no pipeline to ${folder}`);
    const runs = join(folder, "runs");
    const sets = ["base.maxEpochs=1", "attribute.steps=5", "attribute.maxSteps=5"].flatMap((set) => ["--set", set]);
    const budget = memory === undefined ? [] : ["--memory", memory];
    const command = [
      cli,
      "audit",
      join(folder, `${name}.yaml`),
      "--runs-dir",
      runs,
      "--threads",
      "2",
      ...budget,
      ...sets,
    ];
    const { seconds, peakBytes } = await wholeProcess(process.execPath, command);
    const run = readdirSync(join(runs, name)).find((entry) => /^[0-9a-f]{12}$/.test(entry)) ?? "";
    const manifest: unknown = JSON.parse(readFileSync(join(runs, name, run, "manifest.json"), "utf8"));
    const { stages } = manifestSchema.parse(manifest);
    return { millions, synthSeconds: written.seconds, seconds, peakBytes, diskBytes: bytesUnder(runs), stages };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bytesUnder(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}

/** Seconds, µs a row and GiB at most, by stage; below, of the whole process with those that it starts. */
function table(sizes: readonly Audited[]): string {
  const heads = sizes.flatMap(({ millions }) => [`${millions} M: s`, "µs a row", "peak GiB"]);
  const row = (name: string, cells: readonly string[]): string => `| ${[name, ...cells].join(" | ")} |`;
  const perRow = (seconds: number, { millions }: Audited): string => (seconds / millions).toFixed(2);
  const stages = Object.keys(sizes[0].stages).map((stage) => {
    const cells = sizes.flatMap((size) => {
      const { seconds, peakRssBytes } = size.stages[stage];
      return [seconds.toFixed(1), perRow(seconds, size), gibibytes(peakRssBytes)];
    });
    return row(stage, cells);
  });
  const all = sizes.flatMap((size) => [size.seconds.toFixed(1), perRow(size.seconds, size), gibibytes(size.peakBytes)]);
  const synth = sizes.flatMap((size) => [size.synthSeconds.toFixed(1), perRow(size.synthSeconds, size), ""]);
  const disk = sizes.flatMap((size) => ["", "", gibibytes(size.diskBytes)]);
  const growth = sizes.flatMap((size) => {
    const ratio = size.seconds / size.millions / (sizes[0].seconds / sizes[0].millions);
    return ["", `${ratio.toFixed(2)} ×`, ""];
  });
  return [
    row("stage", heads),
    row(
      "---",
      heads.map(() => "---:"),
    ),
    ...stages,
    row("whole process", all),
    row("time a row, against the first", growth),
    row("run folder, GiB", disk),
    row("synth", synth),
  ].join("\n");
}

const [asked = "1,10", memory] = process.argv.slice(2);
const sizes: Audited[] = [];
for (const millions of asked.split(",").map(Number)) {
  sizes.push(await audit(millions, memory));
  console.log(`\n${cpus().length} x ${cpus()[0].model}\n\n${table(sizes)}`);
}
