import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { planRun, type RunRequest } from "../../src/dag/plan.ts";
import type { Stage } from "../../src/dag/stage.ts";
import { temporaryFolder } from "../support/run-stage.ts";
import { runToy, toyRequest } from "./toy-request.ts";

const reason = "files were left out for a limit: x";

/** A request whose ingest reads what it can: with `limited`, `text` is a part of the log that another run may read more of. */
function reading(
  runs: string,
  text: string,
  limited: boolean,
  overrides: Partial<RunRequest> = {},
  sets: string[] = [],
) {
  const request = toyRequest(runs, overrides, sets);
  const run: Stage["run"] = ({ outputDir }) => {
    writeFileSync(join(outputDir, "out.txt"), text);
    return Promise.resolve({ rows: { kept: 1 }, ...(limited && { notReusable: reason }) });
  };
  return { ...request, stages: request.stages.map((stage) => (stage.name === "ingest" ? { ...stage, run } : stage)) };
}

const all = (how: string): string[] => ["profile", "encode", "train-base"].map((stage) => `${stage}: ${how}`);

it("runs a stage again that met a limit, and keeps those after it while its outputs are the same", async () => {
  const runs = temporaryFolder();
  expect((await runToy(reading(runs, "part", true))).events).toEqual(["ingest: run", ...all("run")]);
  const { stages } = await planRun(reading(runs, "part", true));
  expect(stages[0].status).toEqual({ kind: "run", reasons: [reason], damage: undefined });
  expect((await runToy(reading(runs, "part", true))).events).toEqual(["ingest: run", ...all("cached")]);
});

it("runs the stages after it again where it gives other outputs", async () => {
  const runs = temporaryFolder();
  await runToy(reading(runs, "part", true));
  expect((await runToy(reading(runs, "more", true))).events).toEqual(["ingest: run", ...all("run")]);
  const { events, plan } = await runToy(reading(runs, "whole", false));
  expect(events).toEqual(["ingest: run", ...all("run")]);
  expect(readFileSync(join(plan.runFolder, "04-train-base/out.txt"), "utf8")).toContain("whole");
  expect((await runToy(reading(runs, "whole", false))).events).toEqual(["ingest: cached", ...all("cached")]);
});

it("takes no stage for finished that was made from a part, when the rest was read before the run ended", async () => {
  const runs = temporaryFolder();
  await runToy(reading(runs, "part", true));
  await runToy(reading(runs, "whole", false, { until: "ingest" }));
  expect((await runToy(reading(runs, "whole", false))).events).toEqual(["ingest: cached", ...all("run")]);
});

it("takes nothing that was made from a part over from another run, unless it read the same part", async () => {
  const runs = temporaryFolder();
  await runToy(reading(runs, "part", true));
  const sets = ["base.maxEpochs=3"];
  expect((await runToy(reading(runs, "whole", false, {}, sets))).events).toEqual(["ingest: run", ...all("run")]);
  const same = await runToy(reading(runs, "part", true, {}, ["base.maxEpochs=4"]));
  expect(same.events).toEqual(["ingest: reusable", "profile: reusable", "encode: reusable", "train-base: run"]);
});

it("starts anew at --from also behind such a stage", async () => {
  const runs = temporaryFolder();
  await runToy(reading(runs, "part", true));
  const { events } = await runToy(reading(runs, "part", true, { from: "encode" }));
  expect(events).toEqual(["ingest: run", "profile: cached", "encode: run", "train-base: run"]);
});
