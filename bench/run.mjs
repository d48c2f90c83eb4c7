// Runs a TypeScript benchmark on plain Node: node bench/run.mjs attribution [arguments]
import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { buildWasm } from "../wasm/build.mjs";

const root = resolve(import.meta.dirname, "..");
const outDir = resolve(root, "runs/.bench");
const [name, ...rest] = process.argv.slice(2);
const flags = ["--noEmit", "false", "--allowImportingTsExtensions", "false", "--declaration", "false"];
const tsc = resolve(root, "node_modules/typescript/bin/tsc");
await buildWasm();
const built = spawnSync(process.execPath, [tsc, "-p", root, ...flags, "--rootDir", root, "--outDir", outDir], {
  stdio: ["ignore", "inherit", "inherit"],
});
if (built.status !== 0) process.stderr.write("the benchmark was compiled despite type errors\n");
// As the command line does.
const { collectWhenNeeded } = await import(pathToFileURL(resolve(outDir, "src/util/collect-when-needed.js")).href);
collectWhenNeeded();
process.argv.splice(1, process.argv.length, resolve(outDir, "bench", `${name}.js`), ...rest);
await import(pathToFileURL(process.argv[1]).href);
