import type { TrainArtifact } from "../data/artifacts/train.ts";
import { formatCount, formatScore } from "./format.ts";
import { textTable } from "./text-table.ts";

interface Spread {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** A line of the comparison, as `compareModels` gives it. */
export interface ModelLine {
  readonly model: string;
  readonly auc: Spread;
  readonly logLoss: Spread;
  readonly aucByDomain: readonly Spread[];
  readonly parameters: number;
  readonly flopsPerRow: number;
  readonly pValue: number | null;
  readonly against: string | null;
  readonly wins: boolean;
}

/**
 * The comparison of models as a Markdown table (DSFM, Table 1): mean ± sample deviation over the seeds, the winner marked with *.
 * @param rowsPerSecond training speed of the models where it is known; no column without any
 */
export function modelTableText(
  { domains, seeds }: Pick<TrainArtifact, "domains" | "seeds">,
  lines: readonly ModelLine[],
  rowsPerSecond: ReadonlyMap<string, number> = new Map(),
): string {
  const timed = rowsPerSecond.size > 0;
  const head = [
    "model",
    "test AUC",
    "log loss",
    ...domains.map((name) => `AUC ${name}`),
    "parameters",
    "FLOPs/row",
    ...(timed ? ["rows/s"] : []),
    "p",
  ];
  const rows = lines.map((line) => [
    line.wins ? `${line.model} *` : line.model,
    spreadText(line.auc),
    spreadText(line.logLoss),
    ...line.aucByDomain.map(spreadText),
    formatCount(line.parameters),
    formatCount(line.flopsPerRow),
    ...(timed ? [formatCount(rowsPerSecond.get(line.model) ?? null)] : []),
    line.pValue === null ? "–" : formatScore(line.pValue),
  ]);
  const note = `Mean ± standard deviation over ${seeds.length} seed${seeds.length === 1 ? "" : "s"}; p: two-sided paired t-test against the best other model; *: best, p < 0.05.`;
  const speed = timed ? " rows/s: rows trained per second of training, without evaluation." : "";
  return [textTable(head, rows), "", note + speed].join("\n");
}

/** `0.7512 ± 0.0012`; `–` without a mean. */
export function spreadText({ mean, deviation }: Spread): string {
  if (mean === null) return "–";
  return deviation === null ? formatScore(mean) : `${formatScore(mean)} ± ${deviation.toFixed(4)}`;
}
