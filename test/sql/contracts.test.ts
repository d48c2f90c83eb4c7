import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/run-stage.ts";

interface Header {
  readonly name: string;
  readonly query: string;
  /** `purpose`, `grain`, `parameters`, `columns`: one text each. */
  readonly fields: Readonly<Record<string, string>>;
  /** Value of each placeholder and parameter that the header gives an example of. */
  readonly examples: Readonly<Record<string, string>>;
}

const files = readdirSync("sql", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".sql"));
const headers = files.toSorted().map(readHeader);

function readHeader(name: string): Header {
  const lines = readFileSync(join("sql", name), "utf8").split("\n");
  const end = lines.findIndex((line) => !line.startsWith("--"));
  const fields: Record<string, string> = {};
  const examples: Record<string, string> = {};
  for (const line of lines.slice(0, end)) {
    const [, key, value] = /^-- (\w+): *(.*)$/.exec(line) ?? [];
    if (key === undefined) throw new Error(`sql/${name}: the header line "${line}" has no key`);
    const [, placeholder, example] = /^(?:\{\{(\w+)\}\}|(?=\$))(.*)$/.exec(value) ?? [];
    if (key !== "example") fields[key] = value;
    else if (placeholder !== undefined) examples[placeholder] = example.replace(/^ *= ?/, "");
    else examples[value.split(" = ")[0]] = value.split(" = ")[1];
  }
  return { name, query: lines.slice(end).join("\n"), fields, examples };
}

/** The tables and files that the examples name. */
const fixtures = [
  `CREATE TABLE typed_rows AS SELECT * FROM (VALUES
    (0::BIGINT, 0, 0, 1::TINYINT, 'u', 'i', 's', 1.5::DOUBLE, ['x', 'y'], 'a', 5::BIGINT),
    (1::BIGINT, 1, 1, 0::TINYINT, 'u', 'i', 't', 2.5::DOUBLE, []::VARCHAR[], 'b', 6::BIGINT))
    AS t(_row, _domain_index, _split, _label, _user, _item, site, price, tags, _domain, _split_value)`,
  `COPY typed_rows TO '$folder/rows.parquet'`,
  `COPY (SELECT 0 AS _domain, 0 AS _split, 'x' AS value, 2::BIGINT AS elements, 2::BIGINT AS rows, 2::BIGINT AS mass) TO '$folder/values.parquet'`,
  `COPY (SELECT 0 AS _domain, 0 AS _split, 1.5::DOUBLE AS value, 2::BIGINT AS elements, 2::BIGINT AS rows, 2::BIGINT AS mass) TO '$folder/numbers.parquet'`,
  `COPY (SELECT 3 AS id, 'x' AS value, 'value' AS kind, 2::BIGINT AS rows) TO '$folder/vocabulary.parquet'`,
  `COPY (SELECT 1 AS id, 1.5::DOUBLE AS value, 1 AS bucket, 2::BIGINT AS elements) TO '$folder/support.parquet'`,
  `COPY (SELECT 0 AS feature, 0 AS domain, 3 AS id, 1::BIGINT AS rows, 1::BIGINT AS elements, 1::BIGINT AS mass, 1::BIGINT AS effect, 1::BIGINT AS effect_squared) TO '$folder/effects.parquet'`,
  `COPY (SELECT 0::BIGINT AS _row, 0 AS _domain, 1 AS _label, 1 AS price, [1] AS bids, 0 AS _user) TO '$folder/encoded.parquet'`,
  `COPY (SELECT 0 AS domain, 's' AS value, 16 AS fold, 2::BIGINT AS impressions, 1::BIGINT AS clicks, 0.5::DOUBLE AS statistic) TO '$folder/statistic.parquet'`,
  `COPY (SELECT 'a' AS domain, 's' AS value, 2::BIGINT AS impressions, 1::BIGINT AS clicks, 0.5::DOUBLE AS statistic) TO '$folder/known.parquet'`,
  `COPY (SELECT 0::BIGINT AS cell, 0::BIGINT AS is_null, 'x' AS value, 2::DOUBLE AS elements) TO '$folder/listed.parquet'`,
  `CREATE TABLE range_values AS SELECT 0 AS _domain, 0 AS _split, 'x' AS value, 2::BIGINT AS elements, 2::BIGINT AS rows, 2::BIGINT AS mass`,
  `CREATE TABLE encoded_range AS SELECT 0::BIGINT AS _row, 0 AS _split`,
  `CREATE TABLE support_0 AS FROM '$folder/support.parquet'`,
  `CREATE TABLE vocabulary_0 AS FROM '$folder/vocabulary.parquet'`,
  `CREATE TABLE points_0 AS SELECT 1 AS id, 1.5::DOUBLE AS value`,
  `CREATE TABLE ids_0 AS SELECT 's' AS value, 3 AS id`,
  `CREATE TABLE numbers_0 AS SELECT 1.5::DOUBLE AS value, 1 AS id, true AS seen, 2::BIGINT AS elements, 0::BIGINT AS held_out, 0::DOUBLE AS distance`,
  `CREATE TABLE sample AS SELECT 1 AS a`,
  `CREATE TABLE vector_parts AS SELECT 0 AS domain, 3 AS id, [1.5, 2.5]::FLOAT[2] AS vector`,
  `CREATE TABLE candidate_lists AS SELECT 0 AS list, 'u' AS person, ['i', 'j'] AS items`,
  `CREATE TABLE held_out_items AS SELECT 'u' AS person, 'i' AS item, 3 AS user_id, 3 AS item_id, 1::BIGINT AS first_record`,
];

/** A value for each parameter that the header declares, from its example or its type. */
function parameters({ fields, examples }: Header, folder: string): Record<string, DuckDBValue> {
  const declared = [...fields["parameters"].matchAll(/\$(\w+) (\w+)/g)];
  return Object.fromEntries(
    declared.map(([, name, type]): [string, DuckDBValue] => {
      const example = examples[`$${name}`];
      if (type === "varchar") return [name, example === undefined ? "1" : join(folder, example)];
      if (type === "bigint") return [name, BigInt(example ?? 1)];
      return [name, Number(example ?? (type === "double" ? 0.5 : 1))];
    }),
  );
}

/** The columns that a header declares by name and type; texts such as "as the file" declare none. */
function declaredColumns({ fields }: Header): { name: string; types: string[] }[] {
  const items = fields["columns"].replaceAll(/\([^)]*\)/g, "").split(",");
  return items.flatMap((item) => {
    const [, name, types] = /^(\w+) ((?:\w+)(?:\[\])?(?: or \w+)*)$/.exec(item.trim()) ?? [];
    return name === undefined || name === "as" || name === "then" ? [] : [{ name, types: types.split(" or ") }];
  });
}

describe("the queries of sql/", () => {
  let connection: DuckDBConnection;
  const folder = temporaryFolder();
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(":memory:")).connect();
    for (const statement of fixtures) await connection.run(statement.replaceAll("$folder", folder));
    await connection.run(`SET file_search_path = '${folder},${process.cwd()}'`);
  });
  afterAll(() => connection.closeSync());

  it.each(headers)("$name has a header that says everything", ({ fields }) => {
    expect(Object.keys(fields).toSorted()).toEqual(["columns", "grain", "parameters", "purpose"]);
  });

  it.each(headers)("$name has an example of each placeholder", ({ query, examples }) => {
    const placeholders = new Set([...query.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name));
    expect(
      Object.keys(examples)
        .filter((name) => !name.startsWith("$"))
        .toSorted(),
    ).toEqual([...placeholders].toSorted());
  });

  it.each(headers)("$name takes the parameters and gives the columns that its header declares", async (header) => {
    const query = header.query.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => header.examples[name]);
    const given = parameters(header, folder);
    const used = new Set([...query.matchAll(/\$(\w+)/g)].map(([, name]) => name));
    expect(Object.keys(given).toSorted()).toEqual([...used].toSorted());
    const result = await connection.run(query, given);
    const actual = new Map(result.columnNames().map((name, i) => [name, String(result.columnType(i)).toLowerCase()]));
    const wrong = declaredColumns(header).filter(({ name, types }) => !types.includes(actual.get(name) ?? "absent"));
    expect(wrong.map(({ name }) => `${name} ${actual.get(name)}`)).toEqual([]);
  });

  it.each(headers)("$name keeps to portable SQL", ({ query }) => {
    expect(query).not.toMatch(/\b(QUALIFY|UNPIVOT|GROUP BY ALL|hash\()/i);
  });
});
