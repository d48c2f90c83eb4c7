import { expect, it } from "vitest";
import { configSchema } from "../../src/config/schema.ts";
import { planRun } from "../../src/dag/plan.ts";
import { stages } from "../../src/stages/index.ts";
import { temporaryFolder } from "../support/run-stage.ts";

/** The stages on the way to retrieval. */
async function stagesFor(features: "all" | "selected"): Promise<string[]> {
  const config = configSchema.parse({
    name: "t",
    dataset: { files: ["log.csv"] },
    domain: "d",
    label: "y",
    features: { u: { kind: "categorical" }, i: { kind: "categorical" } },
    retrieval: { user: "u", item: "i", evaluate: [{ domain: "a", positives: "held.tsv" }], features },
  });
  const resources = { memoryBytes: 2 ** 30, threads: 1, device: "cpu" as const };
  const request = {
    stages,
    config,
    files: [],
    resources,
    runsDir: temporaryFolder(),
    packageVersion: "0",
    libraries: {},
    device: "cpu" as const,
  };
  const plan = await planRun({ ...request, until: "retrieval" });
  return plan.stages.map(({ stage }) => stage.name);
}

it("retrieval needs no audit", async () => {
  expect(await stagesFor("all")).toEqual(["ingest", "profile", "encode", "retrieval"]);
});

it("retrieval on selected features runs the audit first", async () => {
  const names = await stagesFor("selected");
  expect(names.slice(-2)).toEqual(["select", "retrieval"]);
  expect(names).toContain("train-base");
});
