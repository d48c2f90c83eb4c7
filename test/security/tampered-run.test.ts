import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, truncateSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { finish, hashes, runFolder, writeCrashLog } from "../faults/crash-run.ts";
import { hostileModels } from "../faults/onnx-models.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const folder = temporaryFolder();
const command = { pipeline: writeCrashLog(join(folder, "log")), runsDir: join(folder, "runs") };
const inRun = (path: string): string => join(runFolder(command), path);

/** Copies a model or feed out of the run. */
function exportAs(format: string): { status: number | null; stderr: string; to: string } {
  const to = join(folder, `export-${format}`);
  const args = ["dist/cli/main.js", "export", runFolder(command), "--format", format, "--to", to];
  return { ...spawnSync(process.execPath, args, { encoding: "utf8" }), to };
}

/** Runs may share files by hard links: what is written in place would change in all of them. */
function replace(path: string, bytes: Uint8Array): void {
  unlinkSync(path);
  writeFileSync(path, bytes);
}

describe("a run whose files somebody has changed", { timeout: 300_000 }, () => {
  let before: Record<string, string>;
  beforeAll(() => {
    expect(finish(command)).toMatchObject({ status: 0 });
    before = hashes(command);
    replace(inRun("04-train-base/model.onnx"), hostileModels()["weights in a file above"]);
    truncateSync(inRun("07-select/feed/train.arrow"), 500);
  });

  it.each([
    ["onnx", "train-base", "model.onnx has another size"],
    ["arrow", "select", "feed/train.arrow has another size"],
    ["parquet", "select", "feed/train.arrow has another size"],
  ])("gives nothing away as %s, and says what was changed", (format, stage, defect) => {
    const { status, stderr, to } = exportAs(format);
    expect(status).toBe(1);
    expect(stderr).toContain(`stage ${stage} of run`);
    expect(stderr).toContain(`is not as it was written: ${defect}`);
    expect(existsSync(to)).toBe(false);
  });

  it("is made anew by the command that made it, to the same bytes", () => {
    const weights = inRun("04-train-base/model.safetensors");
    const flipped = readFileSync(weights);
    flipped[flipped.length - 1] ^= 1;
    replace(weights, flipped);
    const { status, stderr } = finish(command);
    expect(status).toBe(0);
    expect(stderr).toContain("train-base  warning: stored outputs are damaged (model.onnx has another size)");
    expect(hashes(command)).toEqual(before);
    expect(exportAs("onnx").status).toBe(0);
  });
});
