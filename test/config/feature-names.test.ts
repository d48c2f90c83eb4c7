import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

interface Pipeline {
  readonly retrieval?: string;
  readonly features?: string;
}

/** A pipeline with these features beside `user`, `item` and the sequence `tags`. */
function parse({ retrieval, features = "" }: Pipeline): void {
  const own = "user: { kind: categorical }, item: { kind: categorical }, tags: { kind: categorical, sequence: list }";
  const ids = "user: user, item: item, evaluate: [{ domain: a, positives: a.tsv }]";
  const towers = retrieval === undefined ? "" : `retrieval: { ${ids}, ${retrieval} }\n`;
  const log = "name: t\ndataset: { files: [a.csv] }\ndomain: site\nlabel: click\n";
  parseConfig(`${log}features: { ${own}, ${features} }\n${towers}`, "t.yaml");
}

const named = (name: string): string => `${JSON.stringify(name)}: { kind: numerical }`;

describe("a feature", () => {
  it.each(["logit", "probability"])("has not the name of the output %s of exported models", (name) => {
    expect(() => parse({ features: named(name) })).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(
          `features.${name}: reserved feature name: it is that of an output of exported models`,
        ) as string,
        details: expect.objectContaining({
          value: name,
          remedy: `rename it; for the log's column of that name: { column: "${name}" }`,
        }) as unknown,
      }),
    );
  });

  it.each([":domain", "_row"])("has not the name %s, which begins as ours do", (name) => {
    expect(() => parse({ features: named(name) })).toThrow(`features.${name}: reserved feature name`);
  });

  it("has not the name of the lengths of a sequence", () => {
    expect(() => parse({ features: named("tags:length") })).toThrow("it is that of the lengths of tags");
  });

  it("may end in :length where there is no such sequence", () => {
    expect(() => parse({ features: [named("other:length"), named("user:length")].join(", ") })).not.toThrow();
  });

  it.each([
    ["vector", ""],
    ["history of item", ""],
    ["history of item:length", ""],
    ["user who chose it", "audience: {}"],
    ["clicks in shop a", "statistics: true"],
  ])("has not the name %s where retrieval has it", (name, retrieval) => {
    expect(() => parse({ features: named(name), retrieval })).toThrow("reserved feature name");
    expect(() => parse({ features: named(name) })).not.toThrow();
  });

  it.each([
    ["history of item", "history: null"],
    ["user who chose it", ""],
    ["clicks in shop a", ""],
  ])("may have the name %s where towers read nothing of that name", (name, retrieval) => {
    expect(() => parse({ features: named(name), retrieval })).not.toThrow();
  });

  it("may be of a column with any name", () => {
    expect(() => parse({ features: 'score: { kind: numerical, column: "logit" }' })).not.toThrow();
  });
});
