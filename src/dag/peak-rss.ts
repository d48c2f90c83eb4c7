import { readFileSync, writeFileSync } from "node:fs";

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
    return exact ? Math.max(peak, readPeak()) : peak;
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

function readPeak(): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? "0";
  return Number(kibibytes) * 1024;
}
