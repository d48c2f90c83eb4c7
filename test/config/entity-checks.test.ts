import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

const sets = "entities: { post: { files: [posts.csv] }, product: { files: [products.csv] } }";

function parse({ dataset = `{ ${sets} }`, domain = "entity", role = "entity-specific:post" } = {}) {
  const features = `features: { likes: { kind: numerical, role: "${role}" } }`;
  return parseConfig(`name: t\ndataset: ${dataset}\ndomain: ${domain}\nlabel: y\n${features}\n`, "p.yaml");
}

describe("the files of each entity", () => {
  it("take the place of the files of a log", () => {
    const { dataset } = parse();
    expect(dataset.files).toBeUndefined();
    expect(Object.keys(dataset.entities ?? {})).toEqual(["post", "product"]);
  });

  it("may have an order of their own as domains", () => {
    expect(parse({ domain: "{ column: entity, values: [product, post] }" }).domain).toMatchObject({
      values: ["product", "post"],
    });
  });

  it.each([
    ["files and entities together", { dataset: `{ files: [a.csv], ${sets} }` }, /dataset: has both files and entities/],
    ["neither", { dataset: "{ format: csv }" }, /dataset: names no files/],
    ["one entity", { dataset: "{ entities: { post: { files: [a.csv] } } }" }, /has fewer than two entities/],
    ["another domain", { domain: "site" }, /domain: is not the entity/],
    ["a role of an entity without files", { role: "entity-specific:posts" }, /names an entity without files/],
    [
      "a file set without a header whose columns have no names",
      { dataset: "{ entities: { post: { files: [a.csv], csv: { header: false } }, product: { files: [b.csv] } } }" },
      /dataset.entities.post.csv.header: without a header, the columns have no names/,
    ],
  ])("refuse %s", (_, changed, message) => {
    expect(() => parse(changed)).toThrow(message);
  });

  it("name the nearest entity for a role that has none", () => {
    expect(() => parse({ role: "entity-specific:posts" })).toThrow(
      expect.objectContaining({ details: expect.objectContaining({ remedy: "did you mean `post`?" }) as unknown }),
    );
  });
});
