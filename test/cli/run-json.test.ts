import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";

describe("run --json", () => {
  it("keeps secrets of URLs in the config to itself", () => {
    const filter = "site <> 'https://me:hunter2@host/log?token=hunter2'";
    const runs = join(temporaryFolder(), "runs");
    const args = [
      "dist/cli/main.js",
      "run",
      "pipelines/smoke.yaml",
      "--until",
      "ingest",
      "--json",
      "--runs-dir",
      runs,
      "--set",
      `dataset.filter=${filter}`,
    ];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status).toBe(0);
    expect(stdout).toContain("https://***@host/log?token=***");
    expect(stdout).not.toContain("hunter2");
    expect(JSON.parse(stdout)).toMatchObject({ manifest: { pipeline: "smoke" } });
  });
});
