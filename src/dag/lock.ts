import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { DomainlensError } from "../util/errors.ts";

const ownerSchema = z.object({ pid: z.int(), host: z.string(), started: z.string().nullable() });
type Owner = z.infer<typeof ownerSchema>;

/** Holds a run folder for this process. */
export interface RunLock extends AsyncDisposable {
  release(): Promise<void>;
}

/**
 * Takes the lock of a run folder (`run.lock`). A lock whose process is gone is taken over; one whose process lives is
 * DomainlensError("resources").
 */
export async function lockRun(runFolder: string): Promise<RunLock> {
  const path = join(runFolder, "run.lock");
  const text = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } satisfies Owner);
  for (let attempt = 0; attempt < 3; attempt++) {
    if (await create(path, text)) {
      const release = (): Promise<void> => rm(path, { force: true });
      return { release, [Symbol.asyncDispose]: release };
    }
    await removeStale(path);
  }
  throw held(path, "another process");
}

/** A file appears with its content in one step: a reader never sees an empty lock. */
async function create(path: string, text: string): Promise<boolean> {
  const draft = `${path}.tmp-${process.pid}`;
  await writeFile(draft, text);
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    // File systems without links: exclusive creation is the next best.
    return await writeFile(path, text, { flag: "wx" }).then(
      () => true,
      () => false,
    );
  } finally {
    await rm(draft, { force: true });
  }
}

async function removeStale(path: string): Promise<void> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return;
  const owner = parseOwner(text);
  if (owner !== undefined && isAlive(owner)) throw held(path, `process ${owner.pid} on ${owner.host}`);
  const aside = `${path}.stale-${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  const moved = await readFile(aside, "utf8").catch(() => undefined);
  // Another process may have replaced the stale lock by its own in between: put that back.
  if (moved !== undefined && moved !== text) await link(aside, path).catch(() => undefined);
  await rm(aside, { force: true });
}

function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** A process of another machine counts as alive: we cannot ask. A reused process id is told by its start time. */
function isAlive({ pid, host, started }: Owner): boolean {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return isCode(error, "EPERM");
  }
  return started === startOf(pid);
}

/** Start time of a process in clock ticks since boot; null where the system does not tell it (only Linux does). */
function startOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return null;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function held(path: string, owner: string): DomainlensError {
  return new DomainlensError("resources", {
    what: `this run is already in progress (${owner})`,
    value: path,
    remedy: "wait for it to end, or use another --runs-dir; if that process is gone, delete the lock file",
  });
}
