import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { expect, it } from "vitest";
import { createRng, type Rng } from "../../src/util/rng.ts";
import { ingestLogs } from "../support/ingest-logs.ts";
import { hostileModels, soundModel } from "./onnx-models.ts";

const rows = 40;
const column = <T>(of: (i: number) => T): T[] => Array.from({ length: rows }, (_, i) => of(i));
const columns = {
  d: column((i) => "ab"[i % 2]),
  y: Int32Array.from(column((i) => (i >> 1) % 2)),
  x: column((i) => `v${i}`),
};
const csv = `d,y,x\n${columns.d.map((d, i) => `${d},${columns.y[i]},${columns.x[i]}`).join("\n")}\n`;
const extensions = ["csv", "parquet", "jsonl", "arrow"];

function mutated(bytes: Uint8Array, rng: Rng): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (rng.uniform() < 0.3) return copy.subarray(0, 1 + rng.below(copy.length - 1));
  for (let flips = 1 + rng.below(8); flips > 0; flips--) copy[rng.below(copy.length)] ^= 1 << rng.below(8);
  return copy;
}

it("keeps no row of Arrow files and ONNX models among the files of a log, whole, cut or flipped, under any name", async () => {
  const rng = createRng(8, "mutated tables");
  const table = tableFromArrays(columns);
  const sound = [tableToIPC(table, "file"), tableToIPC(table, "stream"), soundModel()];
  const hostile = [...sound, ...Object.values(hostileModels()).filter(({ length }) => length > 0)];
  while (hostile.length < 80) hostile.push(mutated(sound[rng.below(sound.length)], rng));
  const files = hostile.map((bytes, i) => [`${i}.${extensions[i % extensions.length]}`, bytes] as const);
  // A name that tells no format would be a mistake in the config, unless the content shows what it is.
  const named = files.filter(
    ([name, bytes]) => !name.endsWith(".arrow") || /^(ARROW1|\xff{4})/.test(Buffer.from(bytes).toString("latin1")),
  );
  const { files: found, rows: kept } = await ingestLogs((logs) => {
    writeFileSync(join(logs, "sound.csv"), csv);
    for (const [name, bytes] of named) writeFileSync(join(logs, name), bytes);
  });
  const hostileOnes = found.filter(({ name }) => name !== "logs/sound.csv");
  const isReported = ({ name, unreadable, read, rejected }: (typeof found)[number]): boolean =>
    unreadable === undefined ? read === rejected && read > 0 : unreadable.includes(name);
  expect(hostileOnes).toHaveLength(named.length);
  expect(hostileOnes.filter((file) => !isReported(file))).toEqual([]);
  expect(kept.kept).toBe(rows);
});
