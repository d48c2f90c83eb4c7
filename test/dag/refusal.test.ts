import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";
import { runToy, toyRequest } from "./toy-request.ts";

describe("the refusal of a stage", () => {
  it("ends a run before any stage runs, and leaves no folder", async () => {
    const runs = temporaryFolder();
    const { stages, ...request } = toyRequest(runs);
    const details = { what: "there is nothing to train on", remedy: "give rows" };
    const refused = stages.map((stage) => (stage.name === "train-base" ? { ...stage, refusal: () => details } : stage));
    await expect(runToy({ ...request, stages: refused })).rejects.toMatchObject({ code: "config", details });
    expect(readdirSync(runs)).toEqual([]);
    const { events } = await runToy({ ...request, stages: refused, until: "encode" });
    expect(events).toEqual(["ingest: run", "profile: run", "encode: run"]);
  });
});
