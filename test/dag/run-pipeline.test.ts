import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { planRun } from "../../src/dag/plan.ts";
import type { RunRequest } from "../../src/dag/plan.ts";
import type { Stage, StageContext } from "../../src/dag/stage.ts";
import { readCores } from "../../src/dag/watch-cores.ts";
import { DomainlensError } from "../../src/util/errors.ts";
import { runToy, toyRequest, toyStage } from "./toy-request.ts";

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "domainlens-dag-"));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

async function statuses(request: RunRequest): Promise<string[]> {
  const { stages } = await planRun(request);
  return stages.map(({ stage, status }) =>
    status.kind === "run" ? `${stage.name}: ${status.reasons.join("; ")}` : `${stage.name}: ${status.kind}`,
  );
}

/** A request whose encode stage does `body`. */
function withEncode(body: () => Promise<never>): RunRequest {
  const request = toyRequest(runs);
  const stages = request.stages.map((stage) => (stage.name === "encode" ? { ...stage, run: body } : stage));
  return { ...request, stages };
}

describe("runPipeline", () => {
  it("runs every stage once and finds all of them finished the second time", async () => {
    const first = await runToy(toyRequest(runs));
    expect(first.events).toEqual(["ingest: run", "profile: run", "encode: run", "train-base: run"]);
    const second = await runToy(toyRequest(runs));
    expect(second.events).toEqual(["ingest: cached", "profile: cached", "encode: cached", "train-base: cached"]);
    expect(second.plan.runFolder).toBe(first.plan.runFolder);
  });

  it("leaves only the manifest and the folders of the stages", async () => {
    const { plan } = await runToy(toyRequest(runs));
    expect(readdirSync(plan.runFolder).sort()).toEqual([
      "01-ingest",
      "02-profile",
      "03-encode",
      "04-train-base",
      "manifest.json",
    ]);
  });

  it("notes what a run was made from", async () => {
    const { manifest } = await runToy(toyRequest(runs));
    const out = readFileSync(join(runs, "toy", manifest.runId, "01-ingest/out.txt"));
    expect(manifest.stages.ingest.outputs).toMatchObject([{ path: "out.txt", bytes: out.length }]);
    expect(manifest).toMatchObject({ seed: 1, versions: { domainlens: "1.0.0", node: process.version } });
    expect(manifest.stages["train-base"].key.inputs).toEqual({ encode: manifest.stages.encode.fingerprint });
    expect(manifest.stages.encode.peakRssBytes).toBeGreaterThan(2 ** 20);
  });

  it("counts what a process beside this one used", async () => {
    const beside = { processorMs: 3_600_000, peakRssBytes: 2 ** 40 };
    const request = toyRequest(runs);
    const stages = request.stages.map((stage) =>
      stage.name === "encode"
        ? { ...stage, run: async (context: StageContext<unknown>) => ({ ...(await stage.run(context)), beside }) }
        : stage,
    );
    const { manifest } = await runToy({ ...request, stages });
    expect(manifest.stages.encode.peakRssBytes).toBeGreaterThan(2 ** 40 + 2 ** 20);
    expect(Number.parseInt(readCores(manifest.stages.encode.notes)!, 10)).toBeGreaterThan(10_000);
    expect(manifest.stages.profile.peakRssBytes).toBeLessThan(2 ** 40);
  });

  it("takes unchanged stages over from a sibling run by hard links", async () => {
    const before = await runToy(toyRequest(runs));
    const after = await runToy(toyRequest(runs, {}, ["base.maxEpochs=3"]));
    expect(after.events).toEqual(["ingest: reusable", "profile: reusable", "encode: reusable", "train-base: run"]);
    expect(after.plan.runFolder).not.toBe(before.plan.runFolder);
    const inode = (folder: string): number => statSync(join(folder, "03-encode/out.txt")).ino;
    expect(inode(after.plan.runFolder)).toBe(inode(before.plan.runFolder));
    expect(after.manifest.stages.encode.reusedFrom).toBe(before.plan.runId);
  });

  it("runs in the same folder whatever the resources", async () => {
    const one = await runToy(toyRequest(runs, {}, ["resources.threads=1"]));
    const two = await runToy(toyRequest(runs, {}, ["resources.threads=2"]));
    expect(two.plan.runId).toBe(one.plan.runId);
    expect(two.events).toContain("train-base: cached");
  });

  it("runs a stage with damaged outputs again, with a warning, and keeps the stages after it", async () => {
    const { plan } = await runToy(toyRequest(runs));
    const file = join(plan.runFolder, "03-encode/out.txt");
    const content = readFileSync(file, "utf8");
    writeFileSync(file, content.replace("encode", "damage"));
    const again = await runToy(toyRequest(runs));
    expect(again.events).toEqual(["ingest: cached", "profile: cached", "encode: run", "train-base: cached"]);
    expect(again.warnings).toEqual([
      expect.stringContaining("encode: stored outputs are damaged (out.txt has other content)"),
    ]);
    expect(readFileSync(file, "utf8")).toBe(content);
  });

  it("stops after --until and starts anew at --from", async () => {
    expect((await runToy(toyRequest(runs, { until: "profile" }))).events).toEqual(["ingest: run", "profile: run"]);
    const later = await runToy(toyRequest(runs, { from: "profile", until: "encode" }));
    expect(later.events).toEqual(["ingest: cached", "profile: run", "encode: run"]);
  });

  it("runs a stage on demand only when it is asked for", async () => {
    const { stages } = toyRequest(runs);
    const withTrain = [...stages, { ...toyStage("train", ["encode"], () => 0), onDemand: true }];
    const extra = [...withTrain, { ...toyStage("study-ablation", ["encode"], () => 0), onDemand: true }];
    const audit = await runToy(toyRequest(runs, { stages: extra }));
    expect(audit.events).toEqual(["ingest: run", "profile: run", "encode: run", "train-base: run"]);
    const study = await runToy(toyRequest(runs, { stages: extra, until: "study-ablation" }));
    expect(study.events.slice(4)).toEqual(["study-ablation: run"]);
  });

  it("runs only what a stage needs before it, where that wants no more", async () => {
    const { stages } = toyRequest(runs);
    const transfer = { ...toyStage("transfer", ["encode"], () => 0), onDemand: true, onlyInputs: true };
    const { events } = await runToy(toyRequest(runs, { stages: [...stages, transfer], until: "transfer" }));
    expect(events).toEqual(["ingest: run", "encode: run", "transfer: run"]);
  });

  it("leaves no trace of a stage that does not apply, also not as input of another", async () => {
    const { stages } = toyRequest(runs);
    const after = toyStage("select", ["encode"], () => 0);
    const without = await runToy(toyRequest(runs, { stages: [...stages, after] }));
    const absent: Stage = { ...toyStage("importance", ["encode"], () => 0), applies: () => false };
    const reading: Stage = { ...after, inputs: ["encode", "importance"] };
    const again = await runToy(toyRequest(runs, { stages: [...stages, absent, reading] }));
    expect(again.events).toEqual(without.events.map((event) => event.replace(": run", ": cached")));
  });

  it("refuses --until a stage that does not apply", async () => {
    const { stages } = toyRequest(runs);
    const absent: Stage = { ...toyStage("importance", ["encode"], () => 0), applies: () => false };
    await expect(planRun(toyRequest(runs, { stages: [...stages, absent], until: "importance" }))).rejects.toMatchObject(
      { exitCode: 2, details: { what: "this pipeline has no stage importance" } },
    );
  });

  it("removes what dead processes left behind", async () => {
    const { plan } = await runToy(toyRequest(runs));
    mkdirSync(join(plan.runFolder, "03-encode.tmp-999999"));
    await runToy(toyRequest(runs));
    expect(existsSync(join(plan.runFolder, "03-encode.tmp-999999"))).toBe(false);
  });

  it("keeps the scratch folder of a stage that failed, and its error names the stage", async () => {
    const failing = withEncode(() =>
      Promise.reject(new DomainlensError("data", { what: "bad row", remedy: "fix it" })),
    );
    await expect(runToy(failing)).rejects.toMatchObject({ stage: "encode", exitCode: 1 });
    const { runFolder } = await planRun(failing);
    expect(readdirSync(join(runFolder, ".scratch"))).toHaveLength(1);
    expect(existsSync(join(runFolder, "02-profile/out.txt"))).toBe(true);
    expect((await runToy(toyRequest(runs))).events).toEqual([
      "ingest: cached",
      "profile: cached",
      "encode: run",
      "train-base: run",
    ]);
    expect(existsSync(join(runFolder, ".scratch"))).toBe(false);
  });

  it.each([
    [Object.assign(new Error("write"), { code: "ENOSPC", path: "/full" }), "resources", "the disk is full: /full"],
    [new Error("IO Error: No space left on device"), "resources", "the disk is full"],
    [Object.assign(new Error("read"), { code: "EIO" }), "resources", "a disk failed to read or write"],
    [Object.assign(new Error("open"), { code: "EACCES", path: "/shut" }), "resources", "access was denied: /shut"],
    [
      Object.assign(new Error("open"), { code: "ENOENT", path: "/gone" }),
      "input",
      "a file or folder is missing: /gone",
    ],
    [new TypeError("x is not a function"), "internal", "x is not a function"],
  ])("turns %s into an error of kind %s", async (thrown, code, what) => {
    await expect(runToy(withEncode(() => Promise.reject(thrown)))).rejects.toMatchObject({
      code,
      stage: "encode",
      details: { what, cause: thrown },
    });
  });

  it("does not begin another stage once it is aborted", async () => {
    const controller = new AbortController();
    const request = withEncode(() => {
      controller.abort();
      return Promise.reject(new Error("aborted"));
    });
    await expect(runToy(request, controller.signal)).rejects.toMatchObject({ stage: "encode" });
  });
});

describe("the lock of a run", () => {
  async function withLock(owner: object): Promise<RunRequest> {
    const request = toyRequest(runs);
    const { runFolder } = await planRun(request);
    mkdirSync(runFolder, { recursive: true });
    writeFileSync(join(runFolder, "run.lock"), JSON.stringify(owner));
    return request;
  }

  it.skipIf(process.platform !== "linux")("keeps a second process out while the first lives", async () => {
    const started = readFileSync(`/proc/${process.pid}/stat`, "utf8").split(") ")[1].split(" ")[19];
    const request = await withLock({ pid: process.pid, host: hostname(), started });
    await expect(runToy(request)).rejects.toMatchObject({ code: "resources" });
  });

  it.each([
    ["of a dead process", { pid: 2 ** 22 + 1, host: hostname(), started: null }],
    ["whose process id now belongs to another process", { pid: process.pid, host: hostname(), started: "1" }],
    ["that is not readable", {}],
  ])("is taken over from a lock %s", async (_, owner) => {
    expect((await runToy(await withLock(owner))).events).toContain("train-base: run");
  });
});

describe("planRun", () => {
  it("says of a new pipeline that nothing ran yet", async () => {
    expect(await statuses(toyRequest(runs, { until: "profile" }))).toEqual(["ingest: never run", "profile: never run"]);
    expect(readdirSync(runs)).toEqual([]);
  });

  it.each([
    ["config keys", {}, ["encode.minCount=3"], "encode: config changed: minCount"],
    ["an upstream stage", {}, ["encode.minCount=3"], "train-base: upstream: encode"],
    ["the seed", {}, ["seed=5"], "encode: seed 1 → 5; upstream: ingest"],
    ["a library", { libraries: { engine: "2.0.0" } }, [], "ingest: engine 1.0.0 → 2.0.0"],
    ["the version", { packageVersion: "2.0.0" }, [], "ingest: domainlens 1.0.0 → 2.0.0"],
    [
      "an input file",
      { files: [{ name: "x", path: "/x", bytes: 1, sha256: "11", use: "dataset" }] },
      [],
      "ingest: input files changed: x",
    ],
    [
      "the order of features",
      {},
      ["features={b: {kind: numerical}, a: {kind: numerical}}"],
      "ingest: config changed: order of keys",
    ],
  ])("blames %s for a stage that has to run", async (_, overrides, sets, line) => {
    await runToy(toyRequest(runs));
    expect(await statuses(toyRequest(runs, overrides, sets))).toContain(line);
  });

  it("puts the configured device into the fingerprint of stages that use one, and of no other", async () => {
    const request = (device: "cpu" | "reference") => {
      const base = toyRequest(runs, { device });
      return { ...base, stages: base.stages.map((s) => ({ ...s, usesDevice: s.name === "train-base" })) };
    };
    await runToy(request("cpu"));
    expect(await statuses(request("reference"))).toEqual([
      "ingest: cached",
      "profile: cached",
      "encode: cached",
      "train-base: device cpu → reference",
    ]);
  });

  it.each([
    ["a cycle", [toyStage("ingest", ["encode"], () => 0), toyStage("encode", ["ingest"], () => 0)], "in a circle"],
    ["an unknown input", [toyStage("encode", ["ingest"], () => 0)], "no stage"],
    ["two stages of one name", [toyStage("ingest", [], () => 0), toyStage("ingest", [], () => 0)], "one name"],
  ])("refuses %s", async (_, stages, message) => {
    await expect(planRun(toyRequest(runs, { stages }))).rejects.toThrow(message);
  });

  it("refuses --from a stage on demand that is not asked for", async () => {
    const { stages } = toyRequest(runs);
    const withTrain = [...stages, { ...toyStage("train", ["encode"], () => 0), onDemand: true }];
    await expect(planRun(toyRequest(runs, { stages: withTrain, from: "train" }))).rejects.toMatchObject({
      exitCode: 2,
    });
  });

  it("refuses --from after --until", async () => {
    await expect(planRun(toyRequest(runs, { from: "encode", until: "profile" }))).rejects.toMatchObject({
      exitCode: 2,
    });
  });
});
