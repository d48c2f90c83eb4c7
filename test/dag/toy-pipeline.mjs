// A pipeline of three slow toy stages, run in a process of its own so that a test can kill it.
// node toy-pipeline.mjs <folder of the compiled sources> <runs folder>
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

const [, , compiled, runsDir] = process.argv;
const { runPipeline } = await import(pathToFileURL(join(compiled, "dag/run-pipeline.js")).href);
const pause = 25;

/** Writes six files, one after the other, the last in a folder. */
const ingest = {
  name: "ingest",
  version: 1,
  inputs: [],
  slice: (config) => config.dataset.files,
  run: async ({ outputDir, seed }) => {
    mkdirSync(join(outputDir, "rows"));
    for (let part = 0; part < 6; part++) {
      writeFileSync(join(outputDir, "rows", `${part}.txt`), `${part} of seed ${seed}\n`.repeat(1000));
      await sleep(pause);
    }
    return { rows: { kept: 6 } };
  },
};

/** Six steps with a checkpoint after each: it continues where it was killed. */
const profile = {
  name: "profile",
  version: 1,
  inputs: ["ingest"],
  slice: () => null,
  run: async ({ outputDir, scratchDir, inputs }) => {
    const checkpoint = join(scratchDir, "steps.txt");
    const done = existsSync(checkpoint) ? readFileSync(checkpoint, "utf8").split("\n").length - 1 : 0;
    for (let step = done; step < 6; step++) {
      const text = readFileSync(join(inputs.ingest, "rows", `${step}.txt`), "utf8");
      appendFileSync(checkpoint, `step ${step}: ${text.length}\n`);
      await sleep(pause);
    }
    writeFileSync(join(outputDir, "steps.txt"), readFileSync(checkpoint));
    return { rows: {} };
  },
};

const encode = {
  name: "encode",
  version: 1,
  inputs: ["ingest", "profile"],
  slice: () => null,
  run: async ({ outputDir, inputs }) => {
    await sleep(pause);
    writeFileSync(join(outputDir, "all.txt"), readFileSync(join(inputs.profile, "steps.txt")));
    return { rows: {} };
  },
};

const request = {
  stages: [ingest, profile, encode],
  config: { name: "toy", seed: 3, dataset: { files: ["x"] }, resources: {} },
  files: [],
  resources: { memoryBytes: 1e9, threads: 1, device: "cpu" },
  runsDir,
  packageVersion: "0.0.0",
};
const silent = () => undefined;
const observer = { planned: silent, started: silent, progress: silent, warned: silent, finished: silent };
await runPipeline(request, { dependencies: {}, configJsonSchema: {} }, observer, new AbortController().signal);
