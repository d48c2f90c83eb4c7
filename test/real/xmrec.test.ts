import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ProfileArtifact, profileSchema } from "../../src/data/artifacts/profile.ts";

const present = existsSync("../shared/data/xmrec");
if (!present) console.log("skipped: the markets of xmrec, because ../shared/data is absent");

describe.skipIf(!present)("the profile of the three markets of ADI's public data", () => {
  let runs: string;
  let profile: ProfileArtifact;
  beforeAll(() => {
    runs = mkdtempSync(join(tmpdir(), "domainlens-xmrec-"));
    const command = ["dist/cli/main.js", "run", "test/real/xmrec.yaml", "--until", "profile", "--runs-dir", runs];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const [run] = readdirSync(join(runs, "xmrec"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const path = join(runs, "xmrec", run.name, "02-profile/profile.json");
    profile = profileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  }, 60_000);
  afterAll(() => rmSync(runs, { recursive: true, force: true }));

  it("counts users, items and ratings as ADI's Table 4", () => {
    expect(profile.domains.map(({ name, users, items, rows }) => [name, users, items, rows])).toEqual([
      ["s1", 6466, 9762, 77_173],
      ["s2", 7109, 2198, 48_302],
      ["s3", 3328, 1245, 23_367],
    ]);
  });

  it("finds no shared user, and the shared items of ADI's Table 5, where that prints 1,190 for s1 and s2", () => {
    const { users, items } = profile.overlap;
    expect(users).toEqual([
      [6466, 0, 0],
      [0, 7109, 0],
      [0, 0, 3328],
    ]);
    expect([items?.[0][1], items?.[0][2], items?.[1][2]]).toEqual([1198, 752, 816]);
  });
});
