import type { StageEntry } from "../../dag/manifest.ts";
import type { PlannedStage } from "../../dag/plan.ts";
import type { RunObserver } from "../../dag/run-pipeline.ts";
import type { Progress } from "../../dag/stage.ts";

/** Shows how a run goes on; `close` waits until everything is shown, also after a failure. */
export interface ProgressView {
  readonly observer: RunObserver;
  close(): Promise<void>;
}

/** `training: 1,200 of 4,000 rows (30 %)`. */
export function describeProgress({ message, done, total, unit = "" }: Progress): string {
  if (done === undefined) return message;
  const count = `${done.toLocaleString("en-US")}${total === undefined ? "" : ` of ${total.toLocaleString("en-US")}`} ${unit}`;
  const share = total === undefined || total === 0 ? "" : ` (${Math.floor((100 * done) / total)} %)`;
  return `${message}: ${count.trim()}${share}`;
}

/** `done in 1.2 s: kept 4,000, rejected 6`. */
export function describeFinish(how: PlannedStage["status"]["kind"], entry: StageEntry): string {
  if (how === "cached") return "cached";
  if (how === "reusable") return `cached in run ${entry.reusedFrom}`;
  const rows = Object.entries(entry.rows).map(([name, count]) => `${name} ${count.toLocaleString("en-US")}`);
  return `done in ${entry.seconds.toFixed(1)} s${rows.length === 0 ? "" : `: ${rows.join(", ")}`}`;
}
