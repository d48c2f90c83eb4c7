import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { diskNeed, freeDisk } from "../../src/dag/disk.ts";
import { planRun, type RunRequest } from "../../src/dag/plan.ts";
import { runToy, toyRequest } from "./toy-request.ts";

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "domainlens-disk-"));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

function ofBytes(bytes: number): RunRequest {
  return toyRequest(runs, { files: [{ name: "x", path: "/x", bytes, sha256: "00", use: "dataset" }] });
}

it("grows with the raw files", async () => {
  const [small, large] = [ofBytes(1e9), ofBytes(2e9)];
  const growth = diskNeed(await planRun(large), large) - diskNeed(await planRun(small), small);
  expect(growth).toBeGreaterThan(3e9);
  expect(growth).toBeLessThan(6e9);
});

it("is nothing when everything is there", async () => {
  const request = ofBytes(1e9);
  await runToy(request);
  expect(diskNeed(await planRun(request), request)).toBe(0);
});

it("ends a run before its first stage where there is too little", async () => {
  await expect(runToy(ofBytes(1e18))).rejects.toMatchObject({ code: "resources" });
});

it("is not asked for by a small log: how much that takes is a guess", async () => {
  await expect(runToy(ofBytes(1e6))).resolves.toBeDefined();
});

it("is looked up for folders that are not there yet", async () => {
  // Others may write between the two looks.
  await vi.waitFor(async () => expect(await freeDisk(join(runs, "a", "b"))).toBe(await freeDisk(runs)));
});
