// Audits a log again and again in this process: node --expose-gc soak.mjs <pipeline> <folder> <audits>. Memory after each, in bytes, goes to <folder>/memory.json.
import { rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [, , pipeline, folder, audits] = process.argv;
const { runCli } = await import(pathToFileURL(resolve("dist/cli/run-cli.js")).href);
const memory = [];
for (let audit = 1; audit <= Number(audits); audit++) {
  const runs = join(folder, "runs");
  const status = await runCli(["audit", pipeline, "--runs-dir", runs, "--set", `seed=${audit}`]);
  if (status !== 0) throw new Error(`audit ${audit} ended with ${status}`);
  rmSync(runs, { recursive: true });
  // Finalizers of native objects run between two collections.
  globalThis.gc();
  await sleep(20);
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  memory.push({ rss, heapUsed, external });
  writeFileSync(join(folder, "memory.json"), JSON.stringify(memory));
}
process.exit(0);
