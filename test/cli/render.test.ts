import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, renameSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";

const original = join(temporaryFolder(), "runs");

function node(...args: readonly string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function domainlens(...args: readonly string[]): ReturnType<typeof node> {
  return node("dist/cli/main.js", ...args);
}

function runIn(runs: string): string {
  const pipeline = join(runs, "smoke");
  const name = readdirSync(pipeline).find((entry) => /^[0-9a-f]{12}$/.test(entry));
  if (name === undefined) throw new Error(`no run in ${pipeline}`);
  return join(pipeline, name);
}

/** The run in a folder of its own. */
function copied(): string {
  const runs = join(temporaryFolder(), "runs");
  cpSync(original, runs, { recursive: true });
  return runIn(runs);
}

/** Replaces a text of the manifest. */
function rewrite(run: string, from: string, to: string): void {
  const path = join(run, "manifest.json");
  const text = readFileSync(path, "utf8");
  expect(text).toContain(from);
  writeFileSync(path, text.replace(from, to));
}

const files = (run: string): string[] => readdirSync(run, { recursive: true }).map(String).toSorted();

describe("report --render", { timeout: 300_000 }, () => {
  beforeAll(() => {
    expect(domainlens("audit", "pipelines/smoke.yaml", "--runs-dir", original)).toMatchObject({ status: 0 });
  });

  it("draws the report of a copied run to the same bytes", () => {
    const run = copied();
    const markdown = readFileSync(join(run, "10-report/report.md"), "utf8");
    writeFileSync(join(run, "10-report/report.md"), "");
    expect(domainlens("report", run, "--render")).toMatchObject({ status: 0 });
    expect(readFileSync(join(run, "10-report/report.md"), "utf8")).toBe(markdown);
  });

  it.each([
    [
      "the base network was trained on another device",
      (run: string) => rewrite(run, '"device": "cpu"', '"device": "reference"'),
      "its stage train-base would run again (device cpu → reference)",
    ],
    [
      "an output of ingest is damaged",
      (run: string) => truncateSync(join(run, "01-ingest/ingest.json"), 10),
      "its stage ingest would run again (outputs damaged: ingest.json has another size)",
    ],
    [
      "another version made the run",
      (run: string) => rewrite(run, '"domainlens": "0.1.0"', '"domainlens": "0.0.9"'),
      "was made by domainlens 0.0.9",
    ],
    [
      "the config of the manifest leads elsewhere",
      (run: string) => rewrite(run, '"label": "click"', '"label": "other"'),
      "the folder was renamed, or the config holds secrets",
    ],
  ])("refuses, and leaves the run as it is, where %s", (_, change, message) => {
    const run = copied();
    change(run);
    const before = files(run);
    const { status, stderr } = domainlens("report", run, "--render");
    expect(stderr).toContain(message);
    expect(status).toBe(1);
    expect(files(run)).toEqual(before);
  });

  it("refuses a run that was made with another Node, and names both versions", () => {
    const run = copied();
    const before = files(run);
    const later = join(temporaryFolder(), "later-node.cjs");
    writeFileSync(
      later,
      `Object.defineProperty(process, "version", { value: "v99.1.0" });
Object.defineProperty(process, "versions", { value: { ...process.versions, node: "99.1.0" } });`,
    );
    const { status, stderr } = node("--require", later, "dist/cli/main.js", "report", run, "--render");
    expect(stderr).toContain(`its stage ingest would run again (node ${process.versions.node} → 99.1.0)`);
    expect(status).toBe(1);
    expect(files(run)).toEqual(before);
  });

  it("refuses a run whose folder was renamed", () => {
    const run = copied();
    const renamed = join(run, "../mine");
    renameSync(run, renamed);
    expect(domainlens("report", renamed, "--render").stderr).toContain("the folder was renamed");
  });
});
