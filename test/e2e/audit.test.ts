import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const cli = "dist/cli/main.js";

function audit(runs: string, ...options: string[]): { status: number | null; stdout: string; stderr: string } {
  const command = [cli, "audit", "pipelines/smoke.yaml", "--runs-dir", runs, ...options];
  return spawnSync(process.execPath, command, { encoding: "utf8", maxBuffer: 1 << 28 });
}

function runFolder(runs: string): string {
  const pipeline = join(runs, "smoke");
  const run = readdirSync(pipeline).find((name) => /^[0-9a-f]{12}$/.test(name));
  if (run === undefined) throw new Error(`no run under ${pipeline}`);
  return join(pipeline, run);
}

/** SHA-256 of every file of the run's stages, by path inside the run. */
function hashes(runs: string): Record<string, string> {
  const root = runFolder(runs);
  const stages = readdirSync(root).filter((name) => /^\d\d-[a-z-]+$/.test(name));
  const files = stages.flatMap((stage) =>
    readdirSync(join(root, stage), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  const entries = files.map((file) => {
    const path = join(file.parentPath, file.name);
    return [path.slice(root.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe("domainlens audit on the smoke pipeline", () => {
  let folder: string;
  let reference: Record<string, string>;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "domainlens-e2e-"));
    expect(audit(join(folder, "reference"), "--threads", "2")).toMatchObject({ status: 0 });
    reference = hashes(join(folder, "reference"));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("writes an artifact for every stage", () => {
    expect(Object.keys(reference)).toEqual(
      expect.arrayContaining([
        "01-ingest/ingest.json",
        "01-ingest/rejects.csv",
        "02-profile/profile.json",
        "03-encode/encode.json",
        "04-train-base/model.onnx",
        "05-attribute/effects.parquet",
        "06-rank/rank.json",
        "07-select/selection.json",
        "07-select/feed/train.arrow",
        "10-report/report.md",
        "10-report/results.json",
      ]),
    );
  });

  it("gives the same bytes in a second run with another folder", () => {
    // Names and values that DuckDB would take for columns, in place of those of the files.
    const again = join(
      folder,
      "again",
      "site=beta",
      "age=3",
      "value=4",
      "id=1",
      "domain=2",
      "_domain=feed",
      "_label=1",
    );
    expect(audit(again, "--threads", "2").status).toBe(0);
    expect(hashes(again)).toEqual(reference);
  });

  it("reads its own files in a folder whose name is a pattern for another one", () => {
    const runs = join(folder, "[r]eference");
    expect(audit(runs, "--threads", "2")).toMatchObject({ status: 0 });
    expect(hashes(runs)).toEqual(reference);
  });

  it("gives the same effect histograms and report with one thread", () => {
    expect(audit(join(folder, "single"), "--threads", "1").status).toBe(0);
    const single = hashes(join(folder, "single"));
    expect(single["05-attribute/effects.parquet"]).toBe(reference["05-attribute/effects.parquet"]);
    expect(single["10-report/report.md"]).toBe(reference["10-report/report.md"]);
  });

  it("ends with the code of its gates where nobody reads what it prints", async () => {
    const options = ["--runs-dir", join(folder, "reference"), "--json", "--set", "gates.rejects.maxShare=0"];
    const child = spawn(process.execPath, [cli, "audit", "pipelines/smoke.yaml", ...options]);
    child.stdout.destroy();
    child.stderr.destroy();
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(3);
  });

  it.each([300, 900, 1500, 2500, 4000])("resumes to the same bytes after kill -9 at %i ms", async (delay) => {
    const runs = join(folder, `killed-${delay}`);
    const child = spawn(process.execPath, [cli, "audit", "pipelines/smoke.yaml", "--runs-dir", runs], {
      stdio: "ignore",
    });
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    setTimeout(() => child.kill("SIGKILL"), delay);
    await ended;
    expect(audit(runs)).toMatchObject({ status: 0 });
    expect(hashes(runs)).toEqual(reference);
  });

  it("reuses every stage when nothing changed, and says so", () => {
    const { status, stdout, stderr } = audit(join(folder, "reference"), "--threads", "2", "--dry-run");
    expect(status).toBe(0);
    expect(`${stdout}${stderr}`.match(/cached/g)).toHaveLength(8);
  });

  it("reconciles the rows of the input with those kept and rejected", () => {
    const { stdout } = audit(join(folder, "reference"), "--threads", "2", "--json");
    // The shape is checked by the schema's own tests; here only the counts matter.
    const results = JSON.parse(stdout) as { ingest: { rows: { read: number; kept: number; rejected: number } } };
    expect(results.ingest.rows).toMatchObject({ read: 4006, kept: 4000, rejected: 6 });
  });

  it.each([
    ["a gate that fails", ["--set", "gates={rejects.maxShare: 0}"], 3, "rejects.maxShare"],
    ["an unknown key", ["--set", "base.hiden=[4]"], 2, "hidden"],
    ["a missing file", ["--set", "dataset.files=[nowhere/*.csv]"], 1, "nowhere/*.csv"],
    ["an absent column", ["--set", "domain=scenari"], 1, "scenario"],
    ["a domain with a single value", ["--set", "domain={sql: \"'one'\"}"], 1, "one"],
    ["a label that is not binary", ["--set", "label=age"], 1, "age"],
  ])("answers %s with the right exit code and one block without a stack", (_, options, status, named) => {
    const result = audit(join(folder, "errors"), ...options);
    expect(result.stderr).toContain(named);
    expect(result.status).toBe(status);
    expect(result.stderr).not.toMatch(/\n\s+at .+:\d+:\d+/);
  });
});
