import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { temporaryFolder } from "../support/run-stage.ts";

/** Those that take a tenth of a second and more to load. */
const large = ["@duckdb/node-api", "@tensorflow/tfjs", "apache-arrow", "echarts"];
const runs = temporaryFolder();

/** Node's record of the scripts that a thread has loaded. */
const record = z.object({ result: z.array(z.object({ url: z.string() })) });

/** The scripts of each thread of a run of the compiled program, by their URLs. */
function scriptsOf(...args: readonly string[]): string[][] {
  const folder = temporaryFolder();
  const env = { ...process.env, NODE_V8_COVERAGE: folder };
  const { status, stderr } = spawnSync(process.execPath, ["dist/cli/main.js", ...args], { env, encoding: "utf8" });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  return texts.map((text) => record.parse(JSON.parse(text)).result.map(({ url }) => url));
}

/** The packages that scripts belong to. */
function packagesOf(scripts: readonly string[]): string[] {
  const names = scripts.flatMap((url) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}

/** The large ones that any thread has loaded. */
function largeOf(threads: readonly (readonly string[])[]): string[] {
  return packagesOf(threads.flat()).filter((name) => large.includes(name));
}

const smoke = ["pipelines/smoke.yaml", "--runs-dir", runs, "--threads", "2"];

describe("the command line", () => {
  it.each([[["--version"]], [["--help"]], [["audit", "--help"]]])("loads for %j what reads it, no more", (args) => {
    expect(scriptsOf(...args).map(packagesOf)).toEqual([["commander"]]);
  });

  it("plans an audit without a large library", () => {
    expect(largeOf(scriptsOf("audit", ...smoke, "--dry-run"))).toEqual([]);
  });

  it("loads for the first stages what they work with", () => {
    expect(largeOf(scriptsOf("run", ...smoke, "--until", "profile"))).toEqual(["@duckdb/node-api"]);
  });
});

describe("an audit by two threads", () => {
  let threads: string[][];
  beforeAll(() => {
    threads = scriptsOf("audit", ...smoke);
  });

  /** The packages of each thread that runs a file. */
  const packagesIn = (file: string): string[][] =>
    threads.filter((urls) => urls.some((url) => url.endsWith(file))).map(packagesOf);

  it("loads all of the large ones in the main thread", () => {
    expect(packagesIn("/cli/main.js").map((names) => names.filter((name) => large.includes(name)))).toEqual([large]);
  });

  it("scores features in threads that load none", () => {
    expect(packagesIn("/score-worker.js")).toEqual([[], []]);
  });

  it("attributes in threads that load ONNX Runtime alone", () => {
    const packages = new Set(packagesIn("/attribution-worker.js").map((names) => names.join(" ")));
    expect(packages).toEqual(new Set(["onnxruntime-common onnxruntime-node"]));
  });

  it("loads no large library when it is given again", () => {
    expect(largeOf(scriptsOf("audit", ...smoke))).toEqual([]);
  });
});
