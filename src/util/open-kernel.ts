import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DomainlensError } from "./errors.ts";
import { packageFolder } from "./package-info.ts";

/** What the kernels of wasm/ are called in errors. */
const kernels = {
  "dense-adam": "dense parameters",
  "embedding-rows": "embedding rows",
  "noise-dealing": "the noise floor",
  "value-codes": "value codes",
} as const;

const compiled = new Map<string, WebAssembly.Module>();

type Imports = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * The functions of wasm/<name>.ts over a memory, as who asks describes them. Errors: DomainlensError("internal") where the project was not built.
 * @param functions of JavaScript that it calls
 */
export function openKernel<Functions>(
  name: keyof typeof kernels,
  memory: WebAssembly.Memory,
  functions: Imports[string] = {},
): Functions {
  const { exports } = new WebAssembly.Instance(moduleOf(name), { env: { memory }, [name]: functions });
  return exports as unknown as Functions; // WebAssembly has no types; these are its source's.
}

/** Compiled once a thread. */
function moduleOf(name: keyof typeof kernels): WebAssembly.Module {
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
