import { copyFile, link, mkdir, readdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { sha256File } from "../util/hash.ts";
import type { StageEntry } from "./manifest.ts";

type Output = StageEntry["outputs"][number];

/** Size and hash of every file under a folder, in code-unit order of their `/`-separated paths. */
export async function describeOutputs(folder: string): Promise<Output[]> {
  const outputs: Output[] = [];
  for (const path of await listFiles(folder)) {
    const { size } = await stat(join(folder, path));
    outputs.push({ path, bytes: size, sha256: await sha256File(join(folder, path)) });
  }
  return outputs;
}

/** Why a folder does not hold exactly these outputs; undefined when it does. */
export async function findDefect(folder: string, outputs: readonly Output[]): Promise<string | undefined> {
  const present = await listFiles(folder).catch((): undefined => undefined);
  if (present === undefined) return "its folder is missing";
  for (const { path, bytes, sha256 } of outputs) {
    if (!present.includes(path)) return `${path} is missing`;
    if ((await stat(join(folder, path))).size !== bytes) return `${path} has another size`;
    if ((await sha256File(join(folder, path))) !== sha256) return `${path} has other content`;
  }
  const extra = present.find((path) => !outputs.some((output) => output.path === path));
  return extra === undefined ? undefined : `${extra} does not belong there`;
}

/** Makes the outputs of one folder appear in another: hard links, or copies where the file system has none. */
export async function linkOutputs(from: string, to: string, outputs: readonly Output[]): Promise<void> {
  for (const { path } of outputs) {
    await mkdir(dirname(join(to, path)), { recursive: true });
    await link(join(from, path), join(to, path)).catch(() => copyFile(join(from, path), join(to, path)));
  }
}

async function listFiles(folder: string, prefix = ""): Promise<string[]> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true });
  const paths: string[] = [];
  for (const entry of entries) {
    const path = prefix === "" ? entry.name : `${prefix}/${entry.name}`;
    paths.push(...(entry.isDirectory() ? await listFiles(folder, path) : [path]));
  }
  return paths.sort();
}
