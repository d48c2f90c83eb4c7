import { spawnSync } from "node:child_process";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";
import { argumentsOf, finish, hashes, writeCrashLog } from "./crash-run.ts";

const folder = temporaryFolder();
const pipeline = writeCrashLog(join(folder, "log"));
const reference = { pipeline, runsDir: join(folder, "reference") };
const failing = { pipeline, runsDir: join(folder, "failing") };
const preload = pathToFileURL(resolve("test/faults/failing-files.mjs")).href;

/** The command, whose first read or write of a path like this one fails. */
function runWith(path: string, code: string): { status: number | null; stderr: string } {
  const env = { ...process.env, FAILING_PATH: path, FAILING_CODE: code };
  return spawnSync(process.execPath, ["--import", preload, ...argumentsOf(failing)], { encoding: "utf8", env });
}

describe("a file of a run that cannot be read or written", { timeout: 300_000 }, () => {
  beforeAll(() => expect(finish(reference)).toMatchObject({ status: 0 }));

  it.each([
    ["ENOSPC", "03-encode[^/]*/encode\\.json$", "[encode] the disk is full"],
    ["EIO", "03-encode/encode\\.json$", "a disk failed to read or write"],
    ["EIO", "04-train-base[^/]*/model\\.onnx$", "[train-base] a disk failed to read or write"],
    ["ENOSPC", "rank\\.json$", "[rank] the disk is full"],
  ])("is an error with its cause after %s of %s", (code, path, said) => {
    const { status, stderr } = runWith(path, code);
    expect(stderr).toContain(`error: ${said}`);
    expect(status).toBe(1);
  });

  it("costs nothing but its stage: the same command ends in the same bytes", () => {
    expect(finish(failing)).toMatchObject({ status: 0 });
    expect(hashes(failing)).toEqual(hashes(reference));
  });
});
