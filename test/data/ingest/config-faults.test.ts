import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ingestSchema } from "../../../src/data/artifacts/ingest.ts";
import { ingestStage } from "../../../src/stages/ingest.ts";
import { runStage, sourceFiles, temporaryFolder } from "../../support/run-stage.ts";

const rows = Array.from({ length: 40 }, (_, i) => `${"ab"[i % 2]},${(i >> 1) % 2},v${i}`).join("\n");

/** Ingests files of these headers in this order; a feature is an expression over the column x. */
async function ingest(headers: readonly string[]): Promise<string> {
  const run = temporaryFolder();
  mkdirSync(join(run, "logs"));
  const paths = headers.map((header, i) => {
    const path = join(run, `logs/${i}.csv`);
    writeFileSync(path, `${header}\n${rows}\n`);
    return path;
  });
  const features = { z: { kind: "categorical" as const, sql: "upper(x)" } };
  const config = { name: "faults", dataset: { files: ["*"] }, domain: "d", label: "y", features };
  return await runStage(ingestStage, { run, config, files: sourceFiles(paths) });
}

describe("an expression that does not suit a file", () => {
  it.each([[["d,y,x", "d,y,other", "d,y,x"]], [["d,y,other", "d,y,x", "d,y,x"]]])(
    "leaves that file out where it suits another: %j",
    async (headers) => {
      const at = headers.indexOf("d,y,other");
      const { files, rows: counts } = ingestSchema.parse(
        JSON.parse(readFileSync(join(await ingest(headers), "ingest.json"), "utf8")),
      );
      expect(counts.kept).toBe(80);
      expect(files[at].unreadable).toMatch(new RegExp(`^features.z: .*\\(in ${at}.csv\\)$`, "s"));
    },
  );

  it.each([[["d,y,other"]], [["d,y,other", "d,y,other", "d,y,x"]]])(
    "is an error of the config where it suits no file, or neither of the first two: %j",
    async (headers) => {
      await expect(ingest(headers)).rejects.toMatchObject({ code: "config", message: /^features.z: / });
    },
  );
});
