import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { plannedMemory } from "../../src/dag/check-memory.ts";
import { planRun, type RunRequest } from "../../src/dag/plan.ts";
import type { KnownFacts, Stage } from "../../src/dag/stage.ts";
import { runToy, toyRequest } from "./toy-request.ts";

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "domainlens-memory-"));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

/** A request whose train-base stage keeps `bytes`, which is known when encode is finished. */
function keeping(bytes: number, memoryBytes = 1e9): RunRequest {
  const memory = ({ finished }: KnownFacts): ReturnType<NonNullable<Stage["memory"]>> =>
    Promise.resolve(finished("encode") === undefined ? undefined : [{ what: "tables", bytes }]);
  const request = toyRequest(runs);
  const stages = request.stages.map((stage) => (stage.name === "train-base" ? { ...stage, memory } : stage));
  return { ...request, stages, resources: { ...request.resources, memoryBytes } };
}

it("does not know the memory of a stage before what it depends on is finished", async () => {
  const request = keeping(1e8);
  const planned = await plannedMemory(await planRun(request), request);
  expect(planned.filter(({ budget }) => budget === undefined).map(({ stage }) => stage)).toEqual(["train-base"]);
});

it("ends a run when the finished stages tell that a later one needs too much", async () => {
  await expect(runToy(keeping(2e9))).rejects.toMatchObject({ code: "resources" });
  const request = keeping(2e9);
  const { stages } = await planRun(request);
  expect(stages.map(({ status }) => status.kind)).toEqual(["cached", "cached", "cached", "run"]);
});

it("refuses a run at once when it is known from the start", async () => {
  await expect(runToy(keeping(2e9))).rejects.toMatchObject({ code: "resources" });
  const again = runToy(keeping(2e9));
  await expect(again).rejects.toThrow("stage train-base needs 2.6");
});

it("continues with more memory where a run was refused", async () => {
  await expect(runToy(keeping(2e9))).rejects.toMatchObject({ code: "resources" });
  const { events } = await runToy(keeping(2e9, 4e9));
  expect(events).toEqual(["ingest: cached", "profile: cached", "encode: cached", "train-base: run"]);
});

it("refuses less memory than any stage needs before the first one", async () => {
  await expect(runToy(keeping(0, 4e8))).rejects.toThrow("stage ingest needs");
});
