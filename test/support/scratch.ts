import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Once around all tests: their temporary folders lie in one folder, which goes when they are done.
const before = process.env["TMPDIR"];
const folder = mkdtempSync(join(tmpdir(), "domainlens-tests-"));

export function setup(): void {
  process.env["TMPDIR"] = folder;
}

export function teardown(): void {
  if (before === undefined) delete process.env["TMPDIR"];
  else process.env["TMPDIR"] = before;
  rmSync(folder, { recursive: true, force: true });
}
