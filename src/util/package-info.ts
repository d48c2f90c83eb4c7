import { existsSync, readFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** Absolute folder of our package.json: above this file both in src/ and in dist/. */
export const packageFolder = ancestorsOf(dirname(fileURLToPath(import.meta.url))).find((folder) =>
  existsSync(join(folder, "package.json")),
)!; // Our own package.json is always above our own files.

/** Our version, and that of each direct dependency as installed (`not installed` where it is not). */
export function packageVersions(): { readonly domainlens: string; readonly dependencies: Record<string, string> } {
  const own = readPackage(packageFolder);
  const versions = Object.keys(own.dependencies ?? {}).map((name): [string, string] => {
    const folder = findPackage(name, packageFolder);
    return [name, folder === undefined ? "not installed" : readPackage(folder).version];
  });
  return { domainlens: own.version, dependencies: Object.fromEntries(versions) };
}

/** Node's version, written as those of packages are: without a `v`. */
export const nodeVersion = process.versions.node;

/** Libraries whose work is on the screen, or in the config, which is in the keys of stages itself. */
const outsideOutputs = ["commander", "listr2", "yaml", "zod"];

/** What the outputs of stages are made with: Node's version, and of those of dependencies all but the ones that no output shows. */
export function librariesAmong(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  const libraries = Object.entries(dependencies).filter(([name]) => !outsideOutputs.includes(name));
  return { node: nodeVersion, ...Object.fromEntries(libraries) };
}

/** Folder of an installed package, looked for in the node_modules of `from` and of every folder above it. */
export function findPackage(name: string, from: string): string | undefined {
  return ancestorsOf(from)
    .map((folder) => join(folder, "node_modules", ...name.split("/")))
    .find((folder) => existsSync(folder));
}

function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder || folder.endsWith(sep) ? [folder] : [folder, ...ancestorsOf(parent)];
}

function readPackage(folder: string): { version: string; dependencies?: Record<string, string> } {
  // npm itself checks package.json when it installs; these two fields have these types in every installed package.
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    version: string;
    dependencies?: Record<string, string>;
  };
}
