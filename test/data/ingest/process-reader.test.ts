import { resolve } from "node:path";
import { expect, it } from "vitest";
import { configSchema } from "../../../src/config/schema.ts";
import { ProcessReader } from "../../../src/data/ingest/process-reader.ts";
import { ingestSlice } from "../../../src/data/ingest/slice.ts";
import { DomainlensError } from "../../../src/util/errors.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

const config = configSchema.parse({
  name: "t",
  dataset: { files: ["*"] },
  domain: "d",
  label: "y",
  features: { x: { kind: "categorical" } },
});

function failingReader(secondsPerFile?: number): ProcessReader {
  const folder = temporaryFolder();
  const setup = { slice: ingestSlice(config), lookups: [], rowsDir: folder, scratchDir: folder };
  const script = resolve("test/data/ingest/failing-reader.mjs");
  return new ProcessReader({ ...setup, memoryBytes: 2 ** 30, threads: 1 }, { script, secondsPerFile });
}

function read(reader: ProcessReader, name: string, signal = new AbortController().signal) {
  const file = { name, path: name, bytes: 1, sha256: "0", use: "dataset" };
  return reader.read({ file, entity: undefined, place: { fileIndex: 0, rowBase: 0, split: undefined } }, signal);
}

it.each([
  ["crash", /crash cannot be read: the process that read it gave up \(SIGABRT\): it needs too much memory/, true],
  ["kill", /kill cannot be read: the process that read it broke down \(SIGSEGV\)/, true],
  ["exit", /exit cannot be read: it needs more memory than resources.memory allows/, true],
  ["bad", /bad is no log/, false],
])(
  "gives an error of the file for %s, says whether a limit was met, and reads the next one",
  async (name, message, limited) => {
    await using reader = failingReader();
    const error = await read(reader, name).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ name: "DomainlensError", message: expect.stringMatching(message) });
    expect(error instanceof DomainlensError && error.details.limited === true).toBe(limited);
    await expect(read(reader, "sound")).resolves.toMatchObject({ name: "sound" });
  },
);

it("adds up the processor time of all processes that it had, and tells the most memory that one of them had", async () => {
  await using reader = failingReader();
  expect(reader.used).toEqual({ processorMs: 0, peakRssBytes: 0 });
  await expect(read(reader, "kill")).rejects.toThrow("SIGSEGV");
  expect(reader.used).toEqual({ processorMs: 20, peakRssBytes: 1000 });
  await read(reader, "sound");
  await read(reader, "sound");
  await expect(read(reader, "kill")).rejects.toThrow("SIGSEGV");
  await reader.lookups(new AbortController().signal);
  expect(reader.used).toEqual({ processorMs: 60, peakRssBytes: 3000 });
});

it("gives up a file that takes too long, and reads the next one", async () => {
  await using reader = failingReader(20);
  const what = "hang cannot be read: it was not read within 20 s";
  await expect(read(reader, "hang")).rejects.toMatchObject({ details: { what, limited: true } });
  await expect(read(reader, "sound")).resolves.toMatchObject({ name: "sound" });
});

it.each([3e6, 1e300])("waits for a file that may take %d seconds", async (seconds) => {
  await using reader = failingReader(seconds);
  await expect(read(reader, "slow")).resolves.toMatchObject({ name: "slow" });
});

it("ends the process at once when the run is interrupted", async () => {
  await using reader = failingReader();
  const controller = new AbortController();
  const reading = read(reader, "hang", controller.signal);
  setTimeout(() => controller.abort(new Error("interrupted")), 200);
  await expect(reading).rejects.toThrow("interrupted");
});
