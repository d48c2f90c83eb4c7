import { availableParallelism } from "node:os";
import type { Config } from "./schema.ts";

const unitBytes = { MB: 1e6, GB: 1e9, MiB: 2 ** 20, GiB: 2 ** 30 } as const;

/** Limits of a run in numbers: memory in bytes, threads at least 1 (`auto`: as many as the process may use). */
export function resolveResources({ memory, threads, device, isolation, secondsPerFile }: Config["resources"]) {
  return {
    memoryBytes: parseBytes(memory),
    threads: threads === "auto" ? availableParallelism() : threads,
    device,
    isolation: isolation ?? "process",
    secondsPerFile,
  };
}

/** Bytes of a size such as `4GB` (10^9) or `800MiB` (2^20); the config schema has checked the form. */
export function parseBytes(size: string): number {
  const unit = (["MiB", "GiB", "MB", "GB"] as const).find((name) => size.endsWith(name)) ?? "MB";
  return Math.floor(Number.parseFloat(size) * unitBytes[unit]);
}
