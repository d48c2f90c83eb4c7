import { closeSync, ftruncateSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { beforeAll, describe, expect, it } from "vitest";
import type { IngestArtifact } from "../../src/data/artifacts/ingest.ts";
import { query } from "../support/audited-log.ts";
import { ingestLogs } from "../support/ingest-logs.ts";

const good = `d,y,x\n${Array.from({ length: 20 }, (_, i) => `${"ab"[i % 2]},${(i >> 1) % 2},v${i}`).join("\n")}\n`;
const files = 50;

/** 400 texts of a million letters each, in a file of 20 KB. */
async function writeWideTexts(path: string): Promise<void> {
  const rows = "SELECT 'ab'[1 + i % 2] AS d, (i // 2) % 2 AS y, repeat('x', 1000000) || i AS x FROM range(400) AS t(i)";
  await query(`COPY (${rows}) TO '${path}' (FORMAT parquet, COMPRESSION zstd)`);
}

/** A footer that describes 200 million row groups by a byte each; the file is a hole. */
function writeLargeFooter(path: string): void {
  const groups = 200_000_000;
  // Thrift: field 4, a list of structs, how many; a zero byte ends each.
  const list = Buffer.of(0x49, 0xfc, 0x80, 0x84, 0xaf, 0x5f);
  const length = list.length + groups + 1;
  const tail = Buffer.alloc(8, "....PAR1", "latin1");
  tail.writeUInt32LE(length);
  const file = openSync(path, "w");
  ftruncateSync(file, 4 + length + 8);
  writeSync(file, "PAR1", 0);
  writeSync(file, list, 0, list.length, 4);
  writeSync(file, tail, 0, tail.length, 4 + length);
  closeSync(file);
}

/** Records that are all blank: each is a reject of its own. */
function writeBlankLines(path: string): void {
  writeFileSync(path, gzipSync(`d,y,x\n${"\n".repeat(30_000_000)}`));
}

const hostile = ["wide-texts.parquet", "large-footer.parquet", "blank-lines.csv.gz"];

describe("files that need more memory than resources.memory, among 47 others", { timeout: 600_000 }, () => {
  let artifact: IngestArtifact;
  beforeAll(async () => {
    artifact = await ingestLogs(async (logs) => {
      for (let i = hostile.length; i < files; i++) writeFileSync(join(logs, `good-${i}.csv`), good);
      await writeWideTexts(join(logs, hostile[0]));
      writeLargeFooter(join(logs, hostile[1]));
      writeBlankLines(join(logs, hostile[2]));
    });
  }, 600_000);

  it.each([
    ["of the SQL engine", hostile[0], /wide-texts\.parquet: the SQL engine ran out of memory/],
    ["of the heap, in one go", hostile[1], /large-footer\.parquet cannot be read: .*it needs too much memory/],
    [
      "of the process, bit by bit",
      hostile[2],
      /blank-lines\.csv\.gz cannot be read: it needs more memory than resources\.memory/,
    ],
  ])("are reported where it is that %s", (_, name, said) => {
    expect(artifact.files.find((file) => file.name === `logs/${name}`)?.unreadable).toMatch(said);
  });

  it("cost no row of the others", () => {
    const read = artifact.files.filter(({ unreadable }) => unreadable === undefined);
    expect(read.map(({ kept }) => kept)).toEqual(Array.from({ length: files - hostile.length }, () => 20));
  });
});
