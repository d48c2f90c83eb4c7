import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const files = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const texts = files.map((name) => ({ name, text: readFileSync(join("src", name), "utf8") }));

/** The files whose text matches. */
function filesWith(pattern: RegExp): string[] {
  return texts.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
}

describe("the program", () => {
  it.each([
    ["listens nowhere", /node:(net|http|https|http2|dgram|tls|inspector)"|\.listen\(|createServer/],
    ["asks the network for nothing", /\bfetch\(|WebSocket|XMLHttpRequest/],
    ["makes no code of texts", /\beval\(|new Function\(|node:vm"|setTimeout\(\s*["'`]/],
  ])("%s", (_, pattern) => expect(filesWith(pattern)).toEqual([]));

  it("loads ONNX Runtime in one place, behind what turns its telemetry off", () => {
    expect(filesWith(/from "onnxruntime-node"/)).toEqual(["compute/devices/onnx-library.ts"]);
    const [{ text }] = texts.filter(({ name }) => name === "compute/devices/onnx-library.ts");
    expect(text.indexOf("./without-telemetry.ts")).toBeLessThan(text.indexOf("onnxruntime-node"));
  });

  it("starts no shell, and no process but its own reader of files", () => {
    expect(filesWith(/node:child_process"/)).toEqual(["data/ingest/process-reader.ts"]);
    expect(filesWith(/\b(execSync|spawn|spawnSync|execFile)\(|shell:/)).toEqual([]);
  });
});
