import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expandGlob } from "../../src/config/glob.ts";
import { parseConfig } from "../../src/config/load.ts";
import { entityOfFile, resolveSources } from "../../src/config/source-files.ts";

const files = [
  "logs/b.csv",
  "logs/a.csv",
  "logs/B.csv",
  "logs/.hidden.csv",
  "logs/2024/01/x.csv",
  "logs/2024/x.tsv",
  "logs/.git/y.csv",
  "more/a.csv",
  "pipelines/p.yaml",
  "node_modules/@scope/tables/data/t.csv",
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "domainlens-files-"));
  for (const file of files) {
    mkdirSync(join(root, dirname(file)), { recursive: true });
    writeFileSync(join(root, file), file);
  }
});
afterAll(() => rmSync(root, { recursive: true }));

describe("expandGlob", () => {
  it.each([
    ["logs/*.csv", ["logs/B.csv", "logs/a.csv", "logs/b.csv"]],
    ["logs/?.csv", ["logs/B.csv", "logs/a.csv", "logs/b.csv"]],
    ["logs/**/*.csv", ["logs/2024/01/x.csv", "logs/B.csv", "logs/a.csv", "logs/b.csv"]],
    ["logs/2024/**", ["logs/2024/01/x.csv", "logs/2024/x.tsv"]],
    ["{logs,more}/a.{csv,tsv}", ["logs/a.csv", "more/a.csv"]],
    ["logs/2024/*", ["logs/2024/x.tsv"]],
    ["logs/.h*.csv", []],
    ["nowhere/*.csv", []],
    ["more/../logs/a*", ["more/../logs/a.csv"]],
  ])("expands %s in code-unit order, without hidden names", (pattern, expected) => {
    expect(expandGlob(pattern, root)).toEqual(expected);
  });

  it("takes the letters of a pattern literally", () => {
    expect(expandGlob("logs/a+csv*", root)).toEqual([]);
  });
});

function sources(yaml: string) {
  const domain = yaml.includes("entities:") ? "entity" : "d";
  const head = `name: t\ndomain: ${domain}\nlabel: y\nfeatures: { f: { kind: numerical }, u: { kind: categorical } }\n`;
  return resolveSources(parseConfig(head + yaml, "p.yaml"), join(root, "pipelines"));
}

describe("resolveSources", () => {
  it("names files as the config does, in the order of the patterns, each file once", () => {
    const found = sources('dataset: { files: ["../more/a.csv", "../{logs,more}/*.csv"] }');
    expect(found.map(({ name }) => name)).toEqual(["../more/a.csv", "../logs/B.csv", "../logs/a.csv", "../logs/b.csv"]);
    expect(found[0]).toMatchObject({ path: join(root, "more/a.csv"), use: "dataset" });
  });

  it("finds files of packages in a node_modules above the pipeline file, and of our own", () => {
    const found = sources('dataset: { files: ["npm:@scope/tables/data/*.csv", "npm:zod/package.json"] }');
    expect(found.map(({ name }) => name)).toEqual(["npm:@scope/tables/data/t.csv", "npm:zod/package.json"]);
  });

  it("keeps absolute folders out of names, yet names apart", () => {
    const both = JSON.stringify([join(root, "logs/a.csv"), join(root, "more/a.csv"), join(root, "logs/b.csv")]);
    expect(sources(`dataset: { files: ${both} }`).map(({ name }) => name)).toEqual([
      "logs/a.csv",
      "more/a.csv",
      "b.csv",
    ]);
  });

  it("marks the files of joins with the position of the join", () => {
    const join = "{ files: [../more/a.csv], on: { a: b }, take: { c: d } }";
    const found = sources(`dataset: { files: [../logs/a.csv], joins: [${join}] }`);
    expect(found.map(({ use }) => use)).toEqual(["dataset", "join:0"]);
  });

  it("adds the files that retrieval is evaluated on, marked with their place and kind", () => {
    const evaluate = "[{ domain: d, candidates: ../more/a.csv, positives: ../logs/b.csv }]";
    const found = sources(
      `dataset: { files: [../logs/a.csv] }\nretrieval: { user: u, item: u, evaluate: ${evaluate} }`,
    );
    expect(found.map(({ name, use }) => [name, use])).toEqual([
      ["../logs/a.csv", "dataset"],
      ["../more/a.csv", "evaluate:0:candidates"],
      ["../logs/b.csv", "evaluate:0:positives"],
    ]);
  });

  it("names a file that retrieval is evaluated on twice as the config does, both times", () => {
    const [first, second] = ["d", "e"].map(
      (name) => `{ domain: ${name}, candidates: ../more/a.csv, positives: ../logs/b.csv }`,
    );
    const found = sources(
      `dataset: { files: [../logs/a.csv] }\nretrieval: { user: u, item: u, evaluate: [${first}, ${second}] }`,
    );
    const names = ["../more/a.csv", "../logs/b.csv"];
    expect(found.map(({ name }) => name)).toEqual(["../logs/a.csv", ...names, ...names]);
  });

  it("marks the files of an entity with its name, and tells their names apart", () => {
    const own = (path: string) => JSON.stringify({ files: [join(root, path)] });
    const found = sources(`dataset: { entities: { post: ${own("logs/a.csv")}, product: ${own("more/a.csv")} } }`);
    expect(found.map(({ name, use }) => [name, use])).toEqual([
      ["logs/a.csv", "dataset:post"],
      ["more/a.csv", "dataset:product"],
    ]);
    expect(found.map(entityOfFile)).toEqual(["post", "product"]);
  });

  it("gives every file the split that names it", () => {
    const found = sources(
      "dataset: { files: ['../logs/*.csv'] }\nsplit: { by: files, train: [../logs/a.csv], valid: [../logs/b.csv], test: [../logs/B.csv] }",
    );
    expect(found.map(({ split }) => split)).toEqual(["test", "train", "valid"]);
  });

  it.each([
    ["a pattern without a match", 'dataset: { files: ["nowhere/*.csv"] }', "no file matches nowhere/*.csv", 1],
    ["a missing file", "dataset: { files: [../logs/aa.csv] }", "file not found: ../logs/aa.csv", 1],
    ["a folder", "dataset: { files: [../logs] }", "../logs is a folder", 1],
    ["a package that is not installed", 'dataset: { files: ["npm:no-such-thing/x.csv"] }', "is not installed", 1],
    ["a path out of a package", 'dataset: { files: ["npm:zod/../x.csv"] }', "not a path into a package", 2],
    [
      "a file of two entities",
      "dataset: { entities: { post: { files: ['../logs/a.csv'] }, product: { files: ['../logs/*.csv'] } } }",
      "dataset.entities.product: ../logs/a.csv is already a file of post",
      2,
    ],
    [
      "a file in no split",
      "dataset: { files: ['../logs/*.csv'] }\nsplit: { by: files, train: [../logs/a.csv], valid: [../logs/b.csv], test: [../logs/b.csv] }",
      "already in split.valid",
      2,
    ],
  ])("refuses %s", (_, yaml, message, exitCode) => {
    expect(() => sources(yaml)).toThrowError(
      expect.objectContaining({ message: expect.stringContaining(message), exitCode }),
    );
  });
});

describe("resolveSources of a folder with links", () => {
  // The names say the order of the patterns' matches: links stand before and behind their targets.
  const links = { "links/0.csv": "2024-01.csv", "links/latest.csv": "2024-02.csv", "links/a": "b" };
  beforeAll(() => {
    for (const file of ["links/2024-01.csv", "links/2024-02.csv", "links/b/x.csv"]) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), file);
    }
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  });
  const names = (yaml: string): string[] => sources(yaml).map(({ name }) => name);

  it("takes a file, and not the links to it in the same pattern", () => {
    expect(names('dataset: { files: ["../links/*.csv"] }')).toEqual(["../links/2024-01.csv", "../links/2024-02.csv"]);
  });

  it("takes a file by its own path where a link to its folder stands before it", () => {
    expect(names('dataset: { files: ["../links/*/*.csv"] }')).toEqual(["../links/b/x.csv"]);
  });

  it("takes a link whose target no pattern names", () => {
    expect(names("dataset: { files: [../links/latest.csv] }")).toEqual(["../links/latest.csv"]);
  });

  it("knows a file of a split by a link to it", () => {
    const found = sources(
      'dataset: { files: ["../links/*.csv", ../logs/a.csv] }\nsplit: { by: files, train: [../links/0.csv], valid: [../logs/a.csv], test: [../links/latest.csv] }',
    );
    expect(found.map(({ split }) => split)).toEqual(["train", "test", "valid"]);
  });

  it.each([
    [
      "a link to a file of another entity",
      "dataset: { entities: { post: { files: [../links/2024-02.csv] }, product: { files: [../links/latest.csv] } } }",
      "dataset.entities.product: ../links/latest.csv is already a file of post",
    ],
    [
      "a link to a file of another split",
      'dataset: { files: ["../links/*.csv", ../logs/a.csv] }\nsplit: { by: files, train: ["../links/2*.csv"], valid: [../logs/a.csv], test: [../links/latest.csv] }',
      "split.test: ../links/latest.csv is already in split.train",
    ],
  ])("refuses %s", (_, yaml, message) => {
    expect(() => sources(yaml)).toThrowError(message);
  });
});
