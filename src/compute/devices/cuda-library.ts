import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const fileNames: Partial<Record<NodeJS.Platform, string>> = {
  linux: "libonnxruntime_providers_cuda.so",
  win32: "onnxruntime_providers_cuda.dll",
};

/**
 * Whether onnxruntime-node has its CUDA provider, which npm does not ship. Asked first, because ONNX Runtime writes to stderr when it
 * looks for the file in vain.
 */
export function hasCudaLibrary(): boolean {
  const fileName = fileNames[process.platform];
  if (fileName === undefined) return false;
  const entry = createRequire(import.meta.url).resolve("onnxruntime-node");
  const binaries = join(dirname(entry), "..", "bin");
  // bin/napi-v<N>/<platform>/<arch>: N changes with the version.
  return readdirSync(binaries).some((abi) => existsSync(join(binaries, abi, process.platform, process.arch, fileName)));
}
