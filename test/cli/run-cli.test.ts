import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runCli } from "../../src/cli/run-cli.ts";

let out: string;
let err: string;
beforeEach(() => {
  out = "";
  err = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text, ...rest: unknown[]) => {
    out += String(text);
    for (const done of rest) if (done instanceof Function) done();
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe("runCli", () => {
  it("explains the first steps to a newcomer", async () => {
    expect(await runCli(["--help"])).toBe(0);
    expect(out).toContain("Begin with your own log:");
    expect(out).toContain("Exit codes: 0 done, 1 a stage failed, 2 bad usage or config, 3 a gate failed");
  });

  it("prints the JSON Schema of the config as one document", async () => {
    expect(await runCli(["schema"])).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: "Domainlens pipeline", type: "object" });
  });

  it.each([
    ["an unknown command", ["audti", "x.yaml"], "Did you mean audit?"],
    ["an unknown option", ["run", "x.yaml", "--dryrun"], "Did you mean --dry-run?"],
    ["a missing argument", ["run"], "missing required argument 'pipeline.yaml'"],
    ["an unknown stage", ["run", "x.yaml", "--until", "ingset"], "Allowed choices are ingest"],
    ["an unknown study", ["study", "ablations", "x.yaml"], "Allowed choices are ablation, dependence"],
    ["a transfer without a target", ["transfer", "pipelines/smoke.yaml"], "give --target"],
    ["a retrieval without its block", ["retrieval", "pipelines/smoke.yaml"], "the pipeline has no `retrieval` block"],
    [
      "an audit without held-out rows",
      ["audit", "pipelines/smoke.yaml", "--set", "split={by: none}"],
      "split.by is none: there are no rows to choose and to test a model on",
    ],
    [
      "a transfer without held-out rows",
      ["transfer", "pipelines/smoke.yaml", "--target", "a", "--set", "split={by: none}"],
      "split.by is none",
    ],
    [
      "a misspelt option of a model",
      ["train", "pipelines/smoke.yaml", "--set", "train.options.dsfm.attention=lineer"],
      "did you mean `linear`? Allowed: linear, softmax",
    ],
    [
      "an unknown model of transfer",
      ["transfer", "pipelines/smoke.yaml", "--target", "a", "--model", "mlp,fine-tune"],
      "did you mean `finetune`?",
    ],
    ["an unknown shape of log", ["synth", "--shape", "entity"], "Allowed choices are aliccp, entities"],
    [
      "a seed of more than 32 bits",
      ["synth", "--seed", "4294967296"],
      "--seed is not a whole number from 0 to 4294967295",
    ],
    ["a missing pipeline file", ["audit", "pipelines/smok.yaml"], "did you mean smoke.yaml?"],
    ["files without a domain", ["audit", "a.csv"], "--domain"],
    [
      "a pipeline with the domain of a log",
      ["audit", "pipelines/smoke.yaml", "--domain", "country", "--label", "buy"],
      "--domain goes with the files of a log",
    ],
    ["a bad option value", ["audit", "pipelines/smoke.yaml", "--threads", "none"], "--threads none: resources.threads"],
    ["a run that does not exist", ["report", "nope"], "there is no such run"],
  ])("answers %s with exit code 2 and a hint", async (_, args, hint) => {
    expect(await runCli(args)).toBe(2);
    expect(err).toContain(hint);
    expect(err).not.toMatch(/\n\s+at .+:\d+/);
    expect(out).toBe("");
  });

  it("prints the stack of an error with --debug", async () => {
    expect(await runCli(["audit", "nowhere.yaml", "--debug"])).toBe(2);
    expect(err).toMatch(/\n\s+at .+:\d+/);
    expect(err).toContain("caused by: Error: ENOENT");
  });
});
