import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays, tableToIPC } from "apache-arrow";
import { expect, it } from "vitest";
import { type IngestArtifact, ingestSchema } from "../../src/data/artifacts/ingest.ts";
import { createRng, type Rng } from "../../src/util/rng.ts";
import { temporaryFolder } from "../support/run-stage.ts";
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

/** Ingests a folder of one sound file and these. */
function ingest(files: readonly (readonly [name: string, bytes: Uint8Array])[]): IngestArtifact {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "logs"));
  writeFileSync(join(folder, "logs/sound.csv"), csv);
  for (const [name, bytes] of files) writeFileSync(join(folder, "logs", name), bytes);
  const pipeline = join(folder, "foreign.yaml");
  const features = "features: { x: { kind: categorical } }\nresources: { threads: 1, memory: 1GB }";
  writeFileSync(pipeline, `name: foreign\ndataset: { files: ["logs/*"] }\ndomain: d\nlabel: y\n${features}\n`);
  const args = ["dist/cli/main.js", "run", pipeline, "--until", "ingest", "--runs-dir", join(folder, "runs")];
  expect(spawnSync(process.execPath, args, { encoding: "utf8" })).toMatchObject({ status: 0 });
  const [run] = readdirSync(join(folder, "runs/foreign")).filter((name) => /^[0-9a-f]{12}$/.test(name));
  const text = readFileSync(join(folder, "runs/foreign", run, "01-ingest/ingest.json"), "utf8");
  return ingestSchema.parse(JSON.parse(text));
}

it("keeps no row of Arrow files and ONNX models among the files of a log, whole, cut or flipped, under any name", () => {
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
  const { files: found, rows: kept } = ingest(named);
  const hostileOnes = found.filter(({ name }) => name !== "logs/sound.csv");
  const isReported = ({ name, unreadable, read, rejected }: (typeof found)[number]): boolean =>
    unreadable === undefined ? read === rejected && read > 0 : unreadable.includes(name);
  expect(hostileOnes).toHaveLength(named.length);
  expect(hostileOnes.filter((file) => !isReported(file))).toEqual([]);
  expect(kept.kept).toBe(rows);
});
