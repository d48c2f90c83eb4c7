import { readFileSync } from "node:fs";

/** What a process has used since it began. */
export interface ProcessUse {
  /** Processor time of all its threads. */
  readonly processorMs: number;
  readonly peakRssBytes: number;
}

/** What this process has used so far. */
export function ownUse(): ProcessUse {
  const { user, system } = process.cpuUsage();
  return { processorMs: (user + system) / 1000, peakRssBytes: peakRssBytes() ?? process.resourceUsage().maxRSS * 1024 };
}

/**
 * Largest resident memory of this process, since it was last made to forget it; undefined where Linux does not tell. (`maxRSS` of a new process
 * begins with what the one that started it had.)
 */
export function peakRssBytes(): number | undefined {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
  } catch {
    return undefined;
  }
}
