import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainlensError } from "./errors.ts";
import { packageFolder } from "./package-info.ts";

/** What the kernels of wasm/ are called in errors. */
const kernels = {
  "embedding-rows": "embedding rows",
  "noise-dealing": "the noise floor",
  "value-codes": "value codes",
} as const;

const compiled = new Map<string, WebAssembly.Module>();

/** The module of wasm/<name>.ts, compiled once a thread. Errors: DomainlensError("internal") where the project was not built. */
export function kernelModule(name: keyof typeof kernels): WebAssembly.Module {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const file = join(packageFolder, "wasm", `${name}.wasm`);
  try {
    const module = new WebAssembly.Module(readFileSync(file));
    compiled.set(name, module);
    return module;
  } catch (cause) {
    throw new DomainlensError("internal", {
      what: `the compiled kernel for ${kernels[name]} is not there`,
      value: file,
      remedy: "install domainlens again; in its sources run npm run build",
      cause,
    });
  }
}
