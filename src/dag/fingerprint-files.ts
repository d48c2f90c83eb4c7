import { mkdir, readFile, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { whyUnreadable } from "../util/file-kind.ts";
import { sha256 as hashOf, sha256File } from "../util/hash.ts";
import type { SourceFile } from "./stage.ts";
import { writeAtomic } from "./write-atomic.ts";

const cacheSchema = z.record(z.string(), z.object({ identity: z.string(), sha256: z.string() }));

type Unhashed = Omit<SourceFile, "bytes" | "sha256">;

/**
 * Adds size and SHA-256 to raw files. A file whose size, inode, modification and change times (ns) are those noted in `cachePath`
 * is not read again. `writeCache: false` leaves the disk as it is.
 */
export async function fingerprintFiles(
  files: readonly Unhashed[],
  cachePath: string,
  { writeCache }: { readonly writeCache: boolean },
): Promise<SourceFile[]> {
  const known = await readCache(cachePath);
  const next: z.infer<typeof cacheSchema> = {};
  const hashed: SourceFile[] = [];
  for (const file of files) {
    const unreadable = await whyUnreadable(file.path);
    if (unreadable !== null) {
      // The stage that reads it says so; when it becomes a file, its hash changes.
      hashed.push({ ...file, bytes: 0, sha256: hashOf(unreadable) });
      continue;
    }
    const info = await stat(file.path, { bigint: true });
    const identity = [info.size, info.mtimeNs, info.ctimeNs, info.ino].join("-");
    const held = next[file.path] ?? known[file.path];
    const sha256 = held?.identity === identity ? held.sha256 : await sha256File(file.path);
    next[file.path] = { identity, sha256 };
    hashed.push({ ...file, bytes: Number(info.size), sha256 });
  }
  if (writeCache) {
    await mkdir(dirname(cachePath), { recursive: true });
    await writeAtomic(cachePath, `${JSON.stringify(next, null, 2)}\n`);
  }
  return hashed;
}

async function readCache(path: string): Promise<z.infer<typeof cacheSchema>> {
  try {
    return cacheSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    // No cache, or not one of ours: everything is hashed again.
    return {};
  }
}
