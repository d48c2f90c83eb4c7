import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

const sets = "entities: { post: { files: [posts.csv] }, product: { files: [products.csv] } }";
const join = (take: string): string => `{ files: [t.csv], on: { a: b }, take: { ${take} } }`;

function parse(dataset: string, domain = "d") {
  const features = "features: { x: { kind: categorical } }";
  return parseConfig(`name: t\ndataset: { ${dataset} }\ndomain: ${domain}\nlabel: y\n${features}\n`, "p.yaml");
}

describe("a column that the config adds", () => {
  it.each([
    [
      "another join takes",
      `files: [a.csv], joins: [${join("r: r")}, ${join("s: s, R: r")}]`,
      "dataset.joins.1.take: is the name of another column, of dataset.joins.0.take",
    ],
    [
      "its join takes in other case",
      `files: [a.csv], joins: [${join("r: r, R: s")}]`,
      "dataset.joins.0.take: is the name of another column, of dataset.joins.0.take",
    ],
    [
      "a join takes too",
      `files: [a.csv], joins: [${join("r: r")}], explode: { column: l, as: r }`,
      "dataset.explode.as: is the name of another column, of dataset.joins.0.take",
    ],
    [
      "the exploded list has",
      "files: [a.csv], explode: { column: l, as: L }",
      "dataset.explode.as: is the name of another column, of dataset.explode.column",
    ],
    [
      "statements have a use for",
      `files: [a.csv], joins: [${join("_domainlens_row: r")}]`,
      "dataset.joins.0.take: is a reserved name",
    ],
  ])("has no name that %s", (_, dataset, message) => {
    expect(() => parse(dataset)).toThrow(message);
  });

  it("has not the name of the column that tells the entity", () => {
    expect(() => parse(`${sets}, joins: [${join("Entity: e")}]`, "entity")).toThrow(
      "dataset.joins.0.take: is the name of another column, of dataset.entities",
    );
  });

  it("may have the name of the lookup table's column, and of what no entity has", () => {
    const { dataset } = parse(`files: [a.csv], joins: [${join("r: r, entity: e")}], explode: { column: l, as: s }`);
    expect(dataset.joins[0].take).toEqual({ r: "r", entity: "e" });
  });
});
