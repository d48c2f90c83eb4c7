import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type ConfigInput, configSchema } from "../../src/config/schema.ts";
import { stageFolders } from "../../src/data/artifacts/layout.ts";
import { entitiesPipeline } from "../../src/data/synth/entities/entities-pipeline.ts";
import { entities, entityFeatures } from "../../src/data/synth/entities/entity-features.ts";
import { writeEntitiesLog } from "../../src/data/synth/entities/write-entities-log.ts";
import { stages } from "../../src/stages/index.ts";
import { entityOfRole } from "../../src/util/entity-role.ts";
import { runStage, sourceFiles, temporaryFolder } from "../support/run-stage.ts";

/** Those without the name of a file in what they write. */
const compared = ["profile", "encode", "train-base", "attribute", "rank", "importance"] as const;

type Row = Readonly<Record<string, string>>;

async function rowsOfLog(folder: string): Promise<Row[]> {
  const path = join(folder, "log.csv");
  await writeEntitiesLog(path, 2400, 3);
  const [head, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  const columns = head.split(",");
  const rows = lines.map((line, i) => {
    const values = line.split(",");
    return { ...Object.fromEntries(columns.map((column, c) => [column, values[c]])), row: String(i) };
  });
  // The files of entities are read one after the other.
  return entities.flatMap((entity) => rows.filter((row: Row) => row["entity"] === entity));
}

function write(path: string, rows: readonly Row[], kept: (column: string) => boolean): string {
  const columns = Object.keys(rows[0]).filter(kept);
  writeFileSync(path, [columns, ...rows.map((row) => columns.map((c) => row[c]))].map(String).join("\n"));
  return path;
}

/** Whether the files of an entity have a column. */
function has(entity: string, column: string): boolean {
  const owner = entityOfRole(entityFeatures.find(({ name }) => name === column)?.role ?? "");
  return column !== "entity" && (owner === undefined || owner === entity);
}

function configWith(dataset: ConfigInput["dataset"]): ConfigInput {
  const pipeline = configSchema.parse(parse(entitiesPipeline("synth", "log.csv")));
  return {
    ...pipeline,
    dataset,
    split: { by: "hash", train: 0.6, valid: 0.2, test: 0.2, key: ["row"] },
    base: { hidden: [8, 4], embedding: 4, maxEpochs: 2, batchSize: 256, dropout: 0 },
    rank: { resamples: 20 },
    importance: { resamples: 100 },
  };
}

/** SHA-256 of every file of the compared stages, by its path, but of the encoded rows, of which every raw file has its own part. */
function hashesOf(run: string): Record<string, string> {
  const files = compared.flatMap((stage) =>
    readdirSync(join(run, stageFolders[stage]), { recursive: true, withFileTypes: true }).filter((f) => f.isFile()),
  );
  const entries = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return [path.slice(run.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")] as const;
  });
  const whole = entries.filter(([path]) => !path.startsWith(join(stageFolders.encode, "rows")));
  return Object.fromEntries(whole.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

describe("a log in one file set an entity", () => {
  const run = { table: temporaryFolder(), sets: temporaryFolder() };
  beforeAll(async () => {
    const rows = await rowsOfLog(run.table);
    const table = sourceFiles([write(join(run.table, "table.csv"), rows, () => true)]);
    const sets = entities.flatMap((entity) => {
      const own = rows.filter((row) => row["entity"] === entity);
      const path = write(join(run.sets, `${entity}.csv`), own, (column) => has(entity, column));
      return sourceFiles([path], `dataset:${entity}`);
    });
    const ofEntities = Object.fromEntries(entities.map((entity) => [entity, { files: [`${entity}.csv`] }]));
    for (const stage of stages.filter(({ name }) => name === "ingest" || compared.some((other) => other === name))) {
      await runStage(stage, { run: run.table, config: configWith({ files: ["table.csv"] }), files: table, threads: 2 });
      await runStage(stage, { run: run.sets, config: configWith({ entities: ofEntities }), files: sets, threads: 2 });
    }
  }, 120_000);

  it("gives the artifacts of the same rows in one table, byte for byte", () => {
    const found = hashesOf(run.sets);
    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(["06-rank/rank.json", `${stageFolders.importance}/importance.json`]),
    );
    expect(found).toEqual(hashesOf(run.table));
  });
});
