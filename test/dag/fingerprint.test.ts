import { describe, expect, it } from "vitest";
import { filesOf } from "../../src/dag/fingerprint.ts";
import type { SourceFile } from "../../src/dag/stage.ts";
import { toyStage } from "./toy-request.ts";

const files = ["dataset", "join:0", "evaluate:0:candidates"].map((use): SourceFile => ({
  name: use,
  path: `/${use}`,
  bytes: 1,
  sha256: "00",
  use,
}));
const stage = toyStage("ingest", ["encode"], () => null);

describe("filesOf", () => {
  it.each([
    ["the log with its lookup tables", "log", ["dataset", "join:0"]],
    ["what retrieval is evaluated on", "evaluation", ["evaluate:0:candidates"]],
    ["nothing", undefined, []],
  ] as const)("gives a stage that reads %s no other file", (_, readsFiles, expected) =>
    expect(filesOf({ ...stage, readsFiles }, files).map(({ use }) => use)).toEqual(expected),
  );
});
