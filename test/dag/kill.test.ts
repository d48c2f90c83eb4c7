import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// Under node_modules, so that the compiled files find our dependencies.
const cache = resolve("node_modules/.cache");
let compiled: string;
let runs: string;

function start(runsDir: string) {
  return spawn(process.execPath, [resolve("test/dag/toy-pipeline.mjs"), compiled, runsDir], { stdio: "inherit" });
}

function exitOf(child: ReturnType<typeof start>): Promise<number | null> {
  return new Promise((done) => child.once("exit", (code) => done(code)));
}

function onlyRun(runsDir: string): string {
  const [name] = readdirSync(join(runsDir, "toy"));
  return join(runsDir, "toy", name);
}

/** Content of every file of a run by its path, without the manifest, whose times differ. */
function contents(runsDir: string): Record<string, string> {
  const root = onlyRun(runsDir);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name !== "manifest.json");
  return Object.fromEntries(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [relative(root, path), readFileSync(path, "utf8")];
    }),
  );
}

describe("a pipeline killed with SIGKILL", () => {
  let reference: Record<string, string>;
  beforeAll(async () => {
    mkdirSync(cache, { recursive: true });
    compiled = mkdtempSync(join(cache, "domainlens-kill-"));
    runs = mkdtempSync(join(tmpdir(), "domainlens-kill-"));
    // Types are checked by another step; here only the JavaScript matters.
    spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--outDir", compiled]);
    expect(await exitOf(start(join(runs, "reference")))).toBe(0);
    reference = contents(join(runs, "reference"));
  });
  afterAll(() => {
    rmSync(compiled, { recursive: true, force: true });
    rmSync(runs, { recursive: true, force: true });
  });

  it("leaves, when it is not killed, the outputs of three stages and nothing temporary", () => {
    expect(Object.keys(reference).sort()).toEqual([
      ...[0, 1, 2, 3, 4, 5].map((part) => `01-ingest/rows/${part}.txt`),
      "02-profile/steps.txt",
      "03-encode/all.txt",
    ]);
  });

  it.each([150, 250, 300, 350, 400, 450, 500, 550])(
    "ends in the same files when run again after %i ms",
    async (delay) => {
      const folder = join(runs, `killed-${delay}`);
      const child = start(folder);
      const ended = exitOf(child);
      setTimeout(() => child.kill("SIGKILL"), delay);
      await ended;
      expect(await exitOf(start(folder))).toBe(0);
      expect(contents(folder)).toEqual(reference);
    },
  );

  it("ends in the same files after being killed again and again", async () => {
    const folder = join(runs, "often");
    for (const delay of [200, 300, 260, 320]) {
      const child = start(folder);
      const ended = exitOf(child);
      setTimeout(() => child.kill("SIGKILL"), delay);
      await ended;
    }
    expect(await exitOf(start(folder))).toBe(0);
    expect(contents(folder)).toEqual(reference);
  });
});
