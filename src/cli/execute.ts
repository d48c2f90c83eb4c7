import type { RunRequest } from "../dag/plan.ts";
import { type RunOutcome, runPipeline } from "../dag/run-pipeline.ts";
import { withInterrupt } from "./interrupt.ts";
import { runFacts } from "./prepare.ts";
import { barProgress } from "./progress/bars.ts";
import { lineProgress } from "./progress/lines.ts";

/** Runs a pipeline with progress on stderr: bars on a terminal, lines elsewhere. */
export function executeRun(request: RunRequest): Promise<RunOutcome> {
  const progress = process.stderr.isTTY && process.env["TERM"] !== "dumb" ? barProgress() : lineProgress();
  return withInterrupt(async (signal) => {
    try {
      return await runPipeline(request, runFacts(), progress.observer, signal);
    } finally {
      await progress.close();
    }
  });
}
