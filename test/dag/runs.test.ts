import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRuns } from "../../src/dag/runs.ts";
import { runToy, toyRequest } from "./toy-request.ts";

let runs: string;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), "domainlens-dag-"));
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

describe("the first of a pipeline's runs", () => {
  it("is the one that was asked for last, also when nothing was left to be done", async () => {
    const [one, other] = [toyRequest(runs), toyRequest(runs, {}, ["base.maxEpochs=3"])];
    const latest: string[] = [];
    for (const request of [one, other, one]) {
      const { plan } = await runToy(request);
      const [{ folder }] = await readRuns(dirname(plan.runFolder));
      expect(folder).toBe(plan.runFolder);
      latest.push(folder);
      // Times are told in milliseconds.
      await setTimeout(5);
    }
    expect(new Set(latest).size).toBe(2);
  });
});
