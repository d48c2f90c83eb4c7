import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { openSession, type Session } from "../../src/data/session.ts";
import { ingestStage } from "../../src/stages/ingest.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

const folder = temporaryFolder();
const [inside, outside, declared] = ["in/a.csv", "out/b.csv", "out/c.csv"].map((name) => join(folder, name));

beforeAll(() => {
  for (const name of ["in", "out"]) mkdirSync(join(folder, name));
  for (const path of [inside, outside, declared]) writeFileSync(path, "a\n1\n");
});

async function withSession<T>(use: (session: Session) => Promise<T>): Promise<T> {
  const limits = { memoryBytes: 2 ** 28, threads: 1, tempDir: join(folder, "in/duckdb") };
  await using session = await openSession({ ...limits, folders: [join(folder, "in")], files: [declared] });
  return await use(session);
}

describe("SQL", () => {
  it.each([inside, declared])("reads what is declared (%#)", async (path) => {
    await expect(withSession((session) => session.run(`SELECT * FROM read_csv('${path}')`))).resolves.toBeUndefined();
  });

  it.each([
    ["another file", `SELECT * FROM read_csv('${outside}')`],
    ["a file by its name as a table", `SELECT * FROM '${outside}'`],
    ["a way out of a folder", `SELECT * FROM read_csv('${join(folder, "in")}/../out/b.csv')`],
    ["a list of files", `SELECT * FROM glob('${folder}/out/*')`],
    ["an address", "SELECT * FROM read_csv('https://example.invalid/a.csv')"],
    ["a bucket", "SELECT * FROM read_parquet('s3://example/a.parquet')"],
    ["a file to write", `COPY (SELECT 1 AS a) TO '${folder}/out/d.csv'`],
    ["a database", `ATTACH '${folder}/out/d.db'`],
    ["an extension", "LOAD httpfs"],
    ["an extension to download", "INSTALL httpfs"],
    ["its own limits", "SET enable_external_access = true"],
    ["the declaration", "SET allowed_directories = ['/']"],
  ])("is refused %s", async (_, statement) => {
    await expect(withSession((session) => session.run(statement))).rejects.toMatchObject({ name: "DomainlensError" });
  });
});

describe("an expression of a config", () => {
  it.each([
    ["reads a file", `(SELECT count(*) FROM read_csv('${outside}'))`, /features\.x: .*Permission Error/],
    ["holds a second statement", `1) FROM x; COPY (SELECT 1) TO '${folder}/out/e.csv'; SELECT (1`, /features\.x: /],
  ])("that %s is refused", async (_, sql, message) => {
    const run = temporaryFolder();
    const log = join(run, "log.csv");
    writeFileSync(log, "d,y\na,0\nb,1\na,1\nb,0\n");
    const config = {
      name: "t",
      dataset: { files: ["*"] },
      domain: "d",
      label: "y",
      features: { x: { kind: "numerical" as const, sql } },
    };
    await expect(runStage(ingestStage, { run, config, files: sourceFiles([log]) })).rejects.toThrow(message);
  });
});
