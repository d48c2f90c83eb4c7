import type { StageEntry } from "../../dag/manifest.ts";
import type { PlannedStage } from "../../dag/plan.ts";
import type { RunObserver } from "../../dag/run-pipeline.ts";
import type { Progress } from "../../dag/stage.ts";
import { shorten } from "../../util/visible.ts";
import { describeSpeed } from "./speed.ts";
import { readCores } from "../../dag/watch-cores.ts";

const messageLimit = 120;

/** Shows how a run goes on; `close` waits until everything is shown, also after a failure. */
export interface ProgressView {
  readonly observer: RunObserver;
  close(): Promise<void>;
}

/** `epoch 1, loss 0.43: 1,200 of 4,000 rows (30 %), 120,000 rows/s, 12 s left`; the speed and what follows from it where it is known. */
export function describeProgress(progress: Progress, perSecond?: number): string {
  const { message, detail, done, total, unit = "" } = progress;
  // Messages name files and features of the log.
  const named = shorten(message, messageLimit);
  const what = detail === undefined ? named : `${named}, ${detail}`;
  if (done === undefined) return what;
  const count = `${done.toLocaleString("en-US")}${total === undefined ? "" : ` of ${total.toLocaleString("en-US")}`} ${unit}`;
  const share = total === undefined || total === 0 ? "" : ` (${Math.floor((100 * done) / total)} %)`;
  const speed = perSecond === undefined ? "" : describeSpeed(progress, perSecond);
  return `${what}: ${count.trim()}${share}${speed}`;
}

/** `done in 1.2 s, cores busy 87 %: kept 4,000, rejected 6`. */
export function describeFinish(how: PlannedStage["status"]["kind"], entry: StageEntry): string {
  if (how === "cached") return "cached";
  if (how === "reusable") return `cached in run ${entry.reusedFrom}`;
  const rows = Object.entries(entry.rows).map(([name, count]) => `${name} ${count.toLocaleString("en-US")}`);
  const cores = readCores(entry.notes);
  const busy = cores === undefined ? "" : `, cores busy ${cores}`;
  return `done in ${entry.seconds.toFixed(1)} s${busy}${rows.length === 0 ? "" : `: ${rows.join(", ")}`}`;
}
