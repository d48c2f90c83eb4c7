import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { makePrivateFolder } from "../../src/util/private-folder.ts";
import { writeCrashLog } from "../faults/crash-run.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const folder = temporaryFolder();
const temporary = join(folder, "temporary");
const home = join(folder, "home");
const runsDir = join(folder, "runs");
const pipeline = writeCrashLog(join(folder, "log"));

/** What was seen below a folder for temporary files: those that others than the owner may enter or read. */
interface Seen {
  readonly all: Set<string>;
  readonly open: Set<string>;
}

/** Looks at everything below a folder that others can reach; what vanishes meanwhile is gone. */
function look(path: string, seen: Seen): void {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const below = join(path, entry.name);
      const isClosed = (statSync(below).mode & 0o077) === 0;
      seen.all.add(below);
      if (!isClosed) seen.open.add(below);
      if (entry.isDirectory() && !isClosed) look(below, seen);
    }
  } catch {
    // Not there yet, or no more.
  }
}

/** The folders that a run keeps its temporary files in. */
function scratchFolders(): string[] {
  const runs = join(runsDir, "crash");
  try {
    return readdirSync(runs).map((run) => join(runs, run));
  } catch {
    return [];
  }
}

/** Runs a command without any umask and looks at temporary files all the while. */
async function watched(...args: readonly string[]): Promise<{ status: number | null; seen: Seen }> {
  const seen: Seen = { all: new Set(), open: new Set() };
  const command = ["-c", 'umask 0; exec "$@"', "sh", process.execPath, resolve("dist/cli/main.js"), ...args];
  const env = { ...process.env, TMPDIR: temporary, HOME: home, XDG_CACHE_HOME: join(home, "cache") };
  const child = spawn("sh", command, { stdio: "ignore", cwd: folder, env });
  while (child.exitCode === null && child.signalCode === null) {
    look(temporary, seen);
    for (const run of scratchFolders()) {
      const inRun: Seen = { all: new Set(), open: new Set() };
      look(run, inRun);
      for (const kind of ["all", "open"] as const) {
        for (const path of inRun[kind]) if (path.includes("/.scratch")) seen[kind].add(path);
      }
    }
    await sleep(2);
  }
  return { status: child.exitCode, seen };
}

describe("temporary files, with a umask of 0,", { timeout: 120_000 }, () => {
  beforeAll(() => {
    for (const path of [temporary, home]) mkdirSync(path);
  });

  it("lie in folders of a run that others cannot enter", async () => {
    const { status, seen } = await watched("audit", pipeline, "--runs-dir", runsDir);
    expect(status).toBe(0);
    expect([...seen.all].some((path) => path.endsWith("/.scratch"))).toBe(true);
    expect([...seen.open]).toEqual([]);
  });

  it("do not lie elsewhere: libraries leave nothing behind, such as logs of what they would send to their makers", () => {
    expect([readdirSync(temporary), readdirSync(home)]).toEqual([[], []]);
  });

  it("are private where a command makes them outside of a run", async () => {
    const csv = join(folder, "log/log-0.csv");
    const { status, seen } = await watched("init", csv, "--domain", "d", "--label", "y");
    expect(status).toBe(0);
    expect(seen.all.size).toBeGreaterThan(0);
    expect([...seen.open]).toEqual([]);
  });

  it("become private where an older version left their folder open", async () => {
    const left = join(folder, "left");
    mkdirSync(left);
    chmodSync(left, 0o777);
    await makePrivateFolder(left);
    expect(statSync(left).mode & 0o777).toBe(0o700);
  });
});
