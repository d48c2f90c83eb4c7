import { readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import { type VectorBlock, type VectorsTarget, writeVectors } from "../../../src/data/retrieval/write-vectors.ts";
import { openSession } from "../../../src/data/session.ts";
import { query } from "../../support/audited-log.ts";
import { temporaryFolder } from "../../support/run-stage.ts";

/** Ids 0 to 4999, of which the first three are named; more than a chunk of the SQL engine. */
const ids = 5000;
const size = 3;
const domains = ["a", "o'b"];

/** Element h of id i under domain d. */
const element = (d: number, i: number, h: number): number => d * 0.5 + i + h / 4;

function* blocks(rows: number): Generator<VectorBlock> {
  for (const domain of domains.keys()) {
    for (let firstId = 0; firstId < ids; firstId += rows) {
      const count = Math.min(rows, ids - firstId);
      const values = Float32Array.from({ length: count * size }, (_, n) =>
        element(domain, firstId + Math.floor(n / size), n % size),
      );
      yield { domain, firstId, rows: count, values };
    }
  }
}

async function write(formats: VectorsTarget["formats"], rows: number): Promise<string> {
  const folder = temporaryFolder();
  const vocabulary = join(folder, "vocabulary.parquet");
  await query(
    `COPY (SELECT i::INTEGER AS id, CASE WHEN i > 2 THEN 'v' || i END AS value,
       CASE i WHEN 0 THEN 'unknown' WHEN 1 THEN 'null' WHEN 2 THEN 'rare' ELSE 'value' END AS kind
     FROM range(${ids}) AS t(i)) TO '${vocabulary}' (FORMAT parquet)`,
  );
  await using session = await openSession({ memoryBytes: 2 ** 28, threads: 2, tempDir: join(folder, "duckdb") });
  const target = { name: "items", folder, formats, vocabulary, domains, size, signal: new AbortController().signal };
  expect(await writeVectors(session, blocks(rows), target)).toBe(2 * ids);
  return folder;
}

/** What both files should hold. */
const expected = domains.flatMap((domain, d) =>
  Array.from({ length: ids }, (_, i) => ({
    id: i > 2 ? `v${i}` : null,
    kind: ["unknown", "null", "rare"].at(i) ?? "value",
    domain,
    vector: [0, 1, 2].map((h) => element(d, i, h)),
  })),
);

describe("writeVectors", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await write(["parquet", "arrow"], 2100);
  });

  it("writes a row for each domain and id as Arrow, the vectors as lists of fixed size", () => {
    const table = tableFromIPC(readFileSync(join(folder, "items.arrow")));
    expect(String(table.schema.fields[3].type)).toBe("FixedSizeList[3]<Float32>");
    const rows = table.toArray().map((row) => {
      const { vector, ...rest } = row.toJSON();
      return { ...rest, vector: [...vector] };
    });
    expect(rows).toEqual(expected);
  });

  it("writes the same rows as Parquet", async () => {
    expect(await query(`SELECT * FROM '${folder}/items.parquet'`)).toEqual(expected);
  });

  it("writes the same bytes whatever the blocks", async () => {
    const other = await write(["parquet"], 700);
    expect(readFileSync(join(other, "items.parquet")).equals(readFileSync(join(folder, "items.parquet")))).toBe(true);
  });
});
