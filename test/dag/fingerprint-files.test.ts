import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fingerprintFiles } from "../../src/dag/fingerprint-files.ts";
import { sha256 } from "../../src/util/hash.ts";

let folder: string;
let file: { name: string; path: string; use: string };
let cache: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "domainlens-hash-"));
  file = { name: "a.csv", path: join(folder, "a.csv"), use: "dataset" };
  cache = join(folder, "runs/p/fingerprints.json");
  writeFileSync(file.path, "one");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("fingerprintFiles", () => {
  it("adds the size and the SHA-256 of each file", async () => {
    const [hashed] = await fingerprintFiles([file], cache, { writeCache: true });
    expect(hashed).toEqual({ ...file, bytes: 3, sha256: sha256("one") });
  });

  it("believes its notes about a file that did not change", async () => {
    await fingerprintFiles([file], cache, { writeCache: true });
    writeFileSync(cache, readFileSync(cache, "utf8").replace(sha256("one"), "noted"));
    expect((await fingerprintFiles([file], cache, { writeCache: true }))[0].sha256).toBe("noted");
  });

  it("notices a change that keeps size and modification time", async () => {
    const { atime, mtime } = statSync(file.path);
    await fingerprintFiles([file], cache, { writeCache: true });
    writeFileSync(file.path, "two");
    utimesSync(file.path, atime, mtime);
    expect((await fingerprintFiles([file], cache, { writeCache: true }))[0].sha256).toBe(sha256("two"));
  });

  it("survives notes that are not JSON, and writes none when told so", async () => {
    expect((await fingerprintFiles([file], cache, { writeCache: false }))[0].sha256).toBe(sha256("one"));
    expect(existsSync(cache)).toBe(false);
    writeFileSync(join(folder, "broken.json"), "{");
    const [hashed] = await fingerprintFiles([file], join(folder, "broken.json"), { writeCache: false });
    expect(hashed.sha256).toBe(sha256("one"));
  });
});
