import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { attribution } from "./attribution.ts";
import { audit } from "./audit.ts";
import { type Ceilings, ceilings } from "./ceilings.ts";
import { distributions } from "./distributions.ts";
import type { Line } from "./line.ts";
import type { Sizes } from "./sizes.ts";
import { training } from "./training.ts";
import { products } from "./products.ts";
import { wasserstein } from "./wasserstein.ts";

/** The parts by name, in the order of the table. */
export const parts = { attribution, training, distributions, wasserstein, audit, products };
export type PartName = keyof typeof parts;

export interface SuiteResult {
  readonly machine: { readonly cores: number; readonly model: string; readonly load: number; readonly node: string };
  readonly ceilings: Ceilings;
  readonly lines: readonly Line[];
}

/** Runs parts one after the other, each in a folder of its own. @param ended is told the lines of each part */
export async function runSuite(
  names: readonly PartName[],
  sizes: Sizes,
  ended: (lines: readonly Line[]) => void = () => {},
): Promise<SuiteResult> {
  const measured = await ceilings(sizes);
  const lines: Line[] = [];
  for (const name of names) {
    const folder = mkdtempSync(join(tmpdir(), "domainlens-bench-"));
    try {
      const found = await parts[name](folder, sizes);
      ended(found);
      lines.push(...found);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  const machine = { cores: cpus().length, model: cpus()[0].model, load: loadavg()[0], node: process.version };
  return { machine, ceilings: measured, lines };
}

/** The result as Markdown. */
export function suiteTable({ machine, ceilings: most, lines }: SuiteResult): string {
  const { cores, model, load, node } = machine;
  const [one, two] = most.gigaflops.map((rate) => rate.toFixed(0));
  return [
    `${cores} cores (${model}), Node ${node}, load average ${load.toFixed(1)} at the end. A matrix product through ONNX Runtime: ${one} GFLOP/s with one thread, ${two} with two;`,
    `a copy: ${most.gigabytesPerSecond.toFixed(1)} GB/s read and written.`,
    "",
    "| part | peer | ours, rows/s | peer, rows/s | ratio | goal | largest difference (tolerance) |",
    "| ---- | ---- | -----------: | -----------: | ----: | ---: | -----------------------------: |",
    ...lines.map(lineText),
    "",
  ].join("\n");
}

/** A line of the table. */
export function lineText({ part, peer, ours, theirs, ratio, goal, difference, tolerance }: Line): string {
  const rate = (value: number): string => Math.round(value).toLocaleString("en");
  const compared = theirs === null || ratio === null ? ["not installed", ""] : [rate(theirs), `${ratio.toFixed(1)} ×`];
  const shown = difference === null ? "" : `${difference.toExponential(0)} (${tolerance.toExponential(0)})`;
  return `| ${[part, peer, rate(ours), ...compared, `${goal} ×`, shown].join(" | ")} |`;
}
