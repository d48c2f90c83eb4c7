import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { describeOutputs, findDefect } from "../../src/dag/outputs.ts";
import { temporaryFolder } from "../support/run-stage.ts";

const files = ["artifact.json", "model.onnx", "rows/00000.parquet", "rows/00001.parquet"];

let folder: string;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder, "rows"));
  for (const file of files) writeFileSync(join(folder, file), `content of ${file}`);
});

/** What is found of the outputs after `damage`. */
async function defectAfter(damage: () => void): Promise<string | undefined> {
  const outputs = await describeOutputs(folder);
  damage();
  return findDefect(folder, outputs);
}

describe("stored outputs", () => {
  it("are sound as they were written", async () => {
    expect(await defectAfter(() => undefined)).toBeUndefined();
  });

  it.each(files)("are damaged when one bit of any of them is: %s", async (file) => {
    const bytes = readFileSync(join(folder, file));
    bytes[bytes.length - 1] ^= 1;
    expect(await defectAfter(() => writeFileSync(join(folder, file), bytes))).toBe(`${file} has other content`);
  });

  it.each(files)("are damaged when any of them is cut off: %s", async (file) => {
    expect(await defectAfter(() => writeFileSync(join(folder, file), "content"))).toBe(`${file} has another size`);
  });

  it.each(files)("are damaged when any of them is gone: %s", async (file) => {
    expect(await defectAfter(() => rmSync(join(folder, file)))).toBe(`${file} is missing`);
  });

  it("are damaged when a file is among them that nobody wrote", async () => {
    const extra = "rows/00002.parquet";
    expect(await defectAfter(() => writeFileSync(join(folder, extra), "x"))).toBe(`${extra} does not belong there`);
  });

  it("are damaged when their folder is gone", async () => {
    expect(await defectAfter(() => rmSync(folder, { recursive: true }))).toBe("its folder is missing");
  });
});
