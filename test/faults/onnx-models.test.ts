import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { createRng } from "../../src/util/rng.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { hostileModels, soundModel, treacherousModels } from "./onnx-models.ts";

interface Outcome {
  readonly y?: readonly string[];
  readonly error?: string;
  readonly text?: string;
}

/**
 * What comes of each model in a process of its own, which stands in a folder below one with weights: a model that breaks it leaves
 * outcomes out.
 */
function outcomes(models: readonly Uint8Array[]): Outcome[] {
  const folder = temporaryFolder();
  const inside = join(folder, "inside");
  mkdirSync(inside);
  for (const place of [folder, inside]) writeFileSync(join(place, "weights.bin"), "a secret 16 long");
  const paths = models.map((bytes, m) => {
    const path = join(folder, `${m}.onnx`);
    writeFileSync(path, bytes);
    return path;
  });
  const script = resolve("test/faults/load-models.mjs");
  const { stdout } = spawnSync(process.execPath, [script, JSON.stringify(paths)], {
    cwd: inside,
    env: { ...process.env, DIST: resolve("dist") },
    encoding: "utf8",
    timeout: 120_000,
  });
  const lines = stdout.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Outcome); // The script wrote it.
}

it("runs a model that is sound", () => {
  expect(outcomes([soundModel()])).toEqual([{ y: ["1", "2", "3", "4"] }]);
});

it("refuses a model that is none, asks for another file, or lies about itself, and says what to do", () => {
  const models = hostileModels();
  const found = outcomes(Object.values(models));
  expect(Object.keys(models).map((name, m) => [name, found[m]?.error])).toEqual(
    Object.keys(models).map((name) => [name, "compute"]),
  );
  expect(found.filter(({ text = "" }) => !/ONNX Runtime did not load.*remedy: /s.test(text))).toEqual([]);
});

it("hands on what is no number, and refuses outputs that are no float32", () => {
  const [notNumbers, integers] = outcomes(Object.values(treacherousModels()));
  expect(notNumbers).toEqual({ y: ["NaN", "NaN", "NaN", "NaN"] });
  expect(integers).toMatchObject({ error: "compute", text: expect.stringMatching(/Unexpected output data type/) });
});

it("survives a model with any bit flipped", () => {
  const rng = createRng(3, "flipped models");
  const flipped = Array.from({ length: 200 }, () => {
    const bytes = soundModel();
    bytes[rng.below(bytes.length)] ^= 1 << rng.below(8);
    return bytes;
  });
  const found = outcomes(flipped);
  expect(found).toHaveLength(flipped.length);
  expect(found.filter(({ y, error }) => y === undefined && error !== "compute" && error !== "internal")).toEqual([]);
});

it("knows no model but its own: no file of weights or tables in a format of others is read", () => {
  const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const withText = (pattern: RegExp): string[] =>
    files.filter((name) => pattern.test(readFileSync(join("src", name), "utf8"))).sort();
  expect(withText(/InferenceSession\.create\(/)).toEqual(["compute/devices/onnx-session.ts"]);
  expect(withText(/tableFromIPC|RecordBatch\w*Reader|AsyncMessageReader/)).toEqual([]);
  expect(withText(/read\w*\([^;]*\.(onnx|arrow)\b/)).toEqual([]);
});
