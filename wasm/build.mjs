// Compiles wasm/<name>.ts, with what it takes from folders beside it, to wasm/<name>.wasm where that is older or absent: node wasm/build.mjs
import { readdirSync, renameSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const folder = import.meta.dirname;
const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd,threads"];
// The memory is given by who loads it, and grows up to four GiB.
const memory = ["--importMemory", "--initialMemory", "1", "--maximumMemory", "65536"];
/** Kernels whose memory threads share. ONNX Runtime takes no arrays in such a memory. */
const shared = ["embedding-rows"];

/** Compiles what has changed since it was compiled. */
export async function buildWasm() {
  const sources = readdirSync(folder, { recursive: true }).filter((name) => /\.(ts|mjs)$/.test(name));
  const newest = Math.max(...sources.map((name) => changed(join(folder, name))));
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
    const source = join(folder, file);
    const name = basename(file, ".ts");
    const target = join(folder, `${name}.wasm`);
    if (changed(target) > newest) continue;
    await compile(source, target, shared.includes(name) ? [...memory, "--sharedMemory"] : memory);
  }
}

async function compile(source, target, memoryFlags) {
  // Loaded only where something is to be compiled: it takes longer than the compilation.
  const { main } = await import("assemblyscript/asc");
  // Under another name until it is whole: tests in other processes may read it.
  const partial = `${target}.${process.pid}`;
  const { error, stderr } = await main([source, "--baseDir", folder, "--outFile", partial, ...flags, ...memoryFlags]);
  process.stderr.write(stderr.toString());
  if (error !== null) throw error;
  renameSync(partial, target);
}

/** When a file was changed; 0 for one that is not there. */
function changed(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** For vitest. */
export const setup = buildWasm;

if (process.argv[1] === import.meta.filename) await buildWasm();
