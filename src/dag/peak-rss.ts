import { writeFileSync } from "node:fs";
import { peakRssBytes } from "../util/process-use.ts";

/** Starts to watch the resident memory of this process; the returned function stops and gives the peak in bytes. */
export function watchPeakRss(): () => number {
  const exact = resetPeak();
  let peak = process.memoryUsage.rss();
  const sample = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(sample, 100);
  timer.unref();
  return () => {
    clearInterval(timer);
    sample();
    return exact ? Math.max(peak, peakRssBytes() ?? 0) : peak;
  };
}

/** Linux can forget the peak so far, so that each stage has its own; elsewhere samples must do. */
function resetPeak(): boolean {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
    return true;
  } catch {
    return false;
  }
}
