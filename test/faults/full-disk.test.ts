import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";
import { argumentsOf, type Command, finish, hashes, writeCrashLog } from "./crash-run.ts";

/** Disks of these sizes are full in stages from the first to the last. */
const kibibytes = process.env["DOMAINLENS_CRASHES"] === undefined ? [48, 256] : [24, 48, 96, 160, 256, 384, 512, 704];
const folder = temporaryFolder();
const path = writeCrashLog(join(folder, "log"));
const reference = { pipeline: path, runsDir: join(folder, "reference") };
let expected: Record<string, string>;

/** A disk of memory of a size of its own, which only the processes of the script see. */
const script = `
mount -t tmpfs -o size="$1"k tmpfs "$2" || exit 99
"\${@:3}"; status=$?
mount -o remount,size=100m "$2" && "\${@:3}" && cp -r "$2/." "$2-kept"
echo "first $status, then $?"
`;

function onDisk(size: number, { runsDir }: Command, command: readonly string[]) {
  mkdirSync(runsDir);
  return spawnSync("unshare", ["-rm", "bash", "-c", script, "bash", String(size), runsDir, ...command], {
    encoding: "utf8",
  });
}

const isPossible =
  onDisk(64, { pipeline: path, runsDir: join(folder, "probe") }, ["true"]).stdout?.includes("first 0, then 0") ?? false;

beforeAll(() => {
  if (!isPossible) process.stdout.write("full disk: no namespace with a disk of its own here, its tests are skipped\n");
  expect(finish(reference)).toMatchObject({ status: 0 });
  expected = hashes(reference);
});

describe.skipIf(!isPossible)("a disk that is full", { timeout: 300_000 }, () => {
  it.each(kibibytes)(
    "of %i KiB is named in the error, and with more of it the same command ends in the same bytes",
    (size) => {
      const runsDir = join(folder, `disk-${size}`);
      const { stdout, stderr } = onDisk(size, { pipeline: path, runsDir }, [
        process.execPath,
        ...argumentsOf({ pipeline: path, runsDir }),
      ]);
      const [, stage] = /^error: \[([a-z-]+)\] the disk is full/m.exec(stderr) ?? [];
      process.stdout.write(`full disk of ${size} KiB: ${stage}\n`);
      expect(stage, stderr).toBeDefined();
      expect(stdout).toContain("first 1, then 0");
      expect(hashes({ pipeline: path, runsDir: `${runsDir}-kept` })).toEqual(expected);
    },
  );
});
