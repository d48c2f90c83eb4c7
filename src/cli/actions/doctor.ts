import { statfs } from "node:fs/promises";
import { availableParallelism, cpus, freemem, totalmem } from "node:os";
import { probeDevices } from "../../compute/device.ts";
import { packageVersions } from "../../util/package-info.ts";
import type { CommonOptions } from "../options.ts";
import { printJson, printResult } from "../print.ts";

/** Prints what this machine has. */
export async function doctor({ json }: CommonOptions): Promise<void> {
  const facts = await examine();
  return json === true ? printJson(facts) : printResult(showFacts(facts));
}

type Facts = Awaited<ReturnType<typeof examine>>;

async function examine() {
  const disk = await statfs(process.cwd());
  return {
    versions: { ...packageVersions(), node: process.version, platform: `${process.platform}-${process.arch}` },
    processor: { model: cpus()[0]?.model ?? "unknown", cores: availableParallelism() },
    memoryBytes: { total: totalmem(), free: freemem() },
    diskBytes: { free: disk.bavail * disk.bsize },
    devices: await probeDevices(),
  };
}

function showFacts({ versions, processor, memoryBytes, diskBytes, devices }: Facts): string {
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  const dependencies = Object.entries(versions.dependencies).map(([name, version]) => `  ${name} ${version}`);
  return [
    `domainlens ${versions.domainlens} on Node ${versions.node}, ${versions.platform}`,
    ...dependencies,
    `cores    ${processor.cores} (${processor.model})`,
    `memory   ${gibibytes(memoryBytes.free)} free of ${gibibytes(memoryBytes.total)}`,
    `disk     ${gibibytes(diskBytes.free)} free here`,
    "devices",
    ...devices.map(({ name, available, detail }) => `  ${name.padEnd(11)} ${available ? "yes" : "no "}  ${detail}`),
  ].join("\n");
}
