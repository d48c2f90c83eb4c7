import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { wholeProcess } from "./whole-process.ts";

const manifestSchema = z.object({
  stages: z.record(z.string(), z.object({ seconds: z.number(), peakRssBytes: z.number() })),
});

/** An audit of some rows, as it was measured. */
export interface AuditedRows {
  readonly rows: number;
  /** Of the whole process, with those that it starts. */
  readonly seconds: number;
  readonly peakBytes: number;
  readonly stages: z.infer<typeof manifestSchema>["stages"];
}

/** The folder of the only run of a pipeline. */
export function runFolder(runs: string, pipeline: string): string {
  const run = readdirSync(join(runs, pipeline)).find((name) => /^[0-9a-f]{12}$/.test(name));
  if (run === undefined) throw new Error(`no run under ${join(runs, pipeline)}`);
  return join(runs, pipeline, run);
}

/** Audits in a process of its own, with `key=value` settings. @param name of the pipeline */
export async function auditProcess(
  { yaml, name, runs, rows }: { yaml: string; name: string; runs: string; rows: number },
  settings: readonly string[],
  options: readonly string[] = [],
): Promise<AuditedRows> {
  const sets = settings.flatMap((set) => ["--set", set]);
  const command = ["dist/cli/main.js", "audit", yaml, "--runs-dir", runs, "--threads", "2", ...options, ...sets];
  const { seconds, peakBytes } = await wholeProcess(process.execPath, command);
  const manifest: unknown = JSON.parse(readFileSync(join(runFolder(runs, name), "manifest.json"), "utf8"));
  return { rows, seconds, peakBytes, stages: manifestSchema.parse(manifest).stages };
}

/** Seconds, µs a row and GiB at most, by stage and of the whole process; time a row against the first size. */
export function stagesTable(sizes: readonly AuditedRows[]): string {
  const cells = (of: (size: AuditedRows) => readonly [seconds: number, bytes: number]): string[] =>
    sizes.flatMap((size) => {
      const [seconds, bytes] = of(size);
      return [seconds.toFixed(1), (1e6 * (seconds / size.rows)).toFixed(2), gibibytes(bytes)];
    });
  const heads = sizes.flatMap(({ rows }) => [`${rows / 1e6} M: s`, "µs a row", "peak GiB"]);
  const perRow = ({ seconds, rows }: AuditedRows): number => seconds / rows;
  return [
    tableRow("stage", heads),
    tableRow(
      "---",
      heads.map(() => "---:"),
    ),
    ...Object.keys(sizes[0].stages).map((stage) =>
      tableRow(
        stage,
        cells(({ stages }) => [stages[stage].seconds, stages[stage].peakRssBytes]),
      ),
    ),
    tableRow(
      "whole process",
      cells((size) => [size.seconds, size.peakBytes]),
    ),
    tableRow(
      "time a row, against the first",
      sizes.flatMap((size) => ["", `${(perRow(size) / perRow(sizes[0])).toFixed(2)} ×`, ""]),
    ),
  ].join("\n");
}

function tableRow(name: string, cells: readonly string[]): string {
  return `| ${[name, ...cells].join(" | ")} |`;
}

export function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(2);
}
