import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import { type IngestArtifact, ingestSchema } from "../../src/data/artifacts/ingest.ts";
import { createRng } from "../../src/util/rng.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { randomRows } from "./base-rows.ts";
import { parquetParts, writeParquet } from "./parquet-writer.ts";

const good = `d,y,x,w\n${Array.from({ length: 20 }, (_, i) => `${"ab"[i % 2]},${(i >> 1) % 2},v${i},w`).join("\n")}\n`;
const parquet = writeParquet(
  parquetParts(randomRows(createRng(1, "isolation")), { gzip: false, checksums: true }),
).bytes;

/** Name of a hostile file, how it comes to be, and what is said of it. */
const hostile: readonly (readonly [name: string, make: (path: string) => unknown, said: RegExp])[] = [
  ["empty.csv", (path) => writeFileSync(path, ""), /is empty/],
  ["cut.parquet", (path) => writeFileSync(path, parquet.subarray(0, 900)), /cut off, or of another format/],
  ["flipped.parquet", (path) => writeFileSync(path, Buffer.from(parquet).fill(0, 100, 120)), /column k in row group 0/],
  ["cut.csv.gz", (path) => writeFileSync(path, gzipSync(good.repeat(50)).subarray(0, 100)), /unexpected end of file/],
  [
    "pointer.csv",
    (path) => writeFileSync(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
    /Git LFS/,
  ],
  ["folder.csv", (path) => mkdirSync(path), /it is a directory/],
  ["pipe.csv", (path) => spawnSync("mkfifo", [path]), /it is a FIFO/],
  ["loop.csv", (path) => symlinkSync(path, path), /leads back to itself/],
  ["gone.csv", (path) => symlinkSync(`${path}-gone`, path), /a link to nothing/],
  ["without-w.csv", (path) => writeFileSync(path, good.replace(",w", ",v")), /features.z: .* "w" not found/],
  ["broken-header.csv", (path) => writeFileSync(path, `"d"${good}`), /header .* is not well formed/],
  ["_committed_1", (path) => writeFileSync(path, "{}"), /cannot be told from its name/],
  ["_started_1", (path) => writeFileSync(path, "{}"), /cannot be told from its name/],
  ["notes.txt", (path) => writeFileSync(path, good), /cannot be told from its name/],
  [
    "image.csv",
    (path) => writeFileSync(path, Buffer.from([137, 80, 78, 71, 0, 1, 2, 255])),
    /header .* is not well formed: NUL byte/,
  ],
];

const pipeline = (maxRejects: string): string => `
name: hostile
dataset: { files: [logs/*], maxRejects: ${maxRejects} }
domain: d
label: y
features: { x: { kind: categorical }, z: { kind: categorical, sql: upper(w) } }
resources: { threads: 1, memory: 1GB }
`;

function ingest(folder: string, maxRejects: string): { status: number | null; stderr: string } {
  const path = join(folder, "hostile.yaml");
  writeFileSync(path, pipeline(maxRejects));
  const command = ["dist/cli/main.js", "run", path, "--until", "ingest", "--runs-dir", join(folder, "runs")];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
}

describe("a log with hostile files among its files", () => {
  const folder = temporaryFolder();
  let artifact: IngestArtifact;
  beforeAll(() => {
    const logs = join(folder, "logs");
    mkdirSync(logs);
    for (let i = hostile.length; i < 50; i++) writeFileSync(join(logs, `good-${i}.csv`), good);
    for (const [name, make] of hostile) make(join(logs, name));
    expect(ingest(folder, "{ share: 0.5 }")).toMatchObject({ status: 0 });
    const [run] = readdirSync(join(folder, "runs/hostile")).filter((name) => /^[0-9a-f]{12}$/.test(name));
    const text = readFileSync(join(folder, "runs/hostile", run, "01-ingest/ingest.json"), "utf8");
    artifact = ingestSchema.parse(JSON.parse(text));
  });

  it("is read but for them", () => {
    const read = artifact.files.filter(({ unreadable }) => unreadable === undefined);
    expect(read.map(({ kept }) => kept)).toEqual(Array.from({ length: 50 - hostile.length }, () => 20));
    expect(artifact.rows.kept).toBe(20 * (50 - hostile.length));
  });

  it.each(hostile)("says why %s was left out", (name, _, said) => {
    expect(artifact.files.find((file) => file.name === `logs/${name}`)?.unreadable).toMatch(said);
  });

  it.each(["{ count: 9 }", "{ share: 0.1 }"])("is refused where dataset.maxRejects is %s", (maxRejects) => {
    const { status, stderr } = ingest(folder, maxRejects);
    expect(status).toBe(1);
    expect(stderr).toContain("15 of 50 files cannot be read, more than dataset.maxRejects allows");
  });
});
