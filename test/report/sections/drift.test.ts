import { describe, expect, it } from "vitest";
import { driftSection, driftWarnings } from "../../../src/report/sections/drift.ts";
import type { Results } from "../../../src/report/results.ts";
import type { Text } from "../../../src/report/blocks.ts";
import { sampleResults } from "../sample-results.ts";

type Drift = Results["drift"];
type Feature = Drift["features"][number];

const none: Drift = { files: [], domains: [], labels: [], features: [] };
const withDrift = (drift: Partial<Drift>): Results => ({ ...sampleResults(), drift: { ...none, ...drift } });
const file = (more: Partial<Drift["files"][number]>): Drift["files"][number] => {
  return { file: "b.csv", comparedWith: "a.csv", lacks: [], adds: [], types: [], reordered: false, ...more };
};
const feature = (more: Partial<Feature>): Feature => ({
  feature: "site",
  trainNullShare: 0,
  laterNullShare: 0,
  laterElements: 100,
  unseen: null,
  becameNull: false,
  ...more,
});

/** The cells of the section's tables, and its headings. */
function shown(drift: Partial<Drift>): { headings: string[]; rows: readonly (readonly string[])[] } {
  const { blocks } = driftSection(withDrift(drift));
  return {
    headings: blocks.flatMap((block) => (block.kind === "heading" ? [block.text] : [])),
    rows: blocks.flatMap((block) => (block.kind === "table" ? block.rows : [])),
  };
}

/** A line without what sets parts of it off. */
function plainText(text: Text): string {
  if (typeof text === "string") return text;
  return text.map((span) => (typeof span === "string" ? span : Object.values(span).join(""))).join("");
}

const warnings = (drift: Partial<Drift>): string[] => driftWarnings(withDrift(drift)).flat().map(plainText);

describe("the section on data drift", () => {
  it("says what was looked for where none was found", () => {
    const text =
      "None: all files have the same columns. Valid and test, taken together, " +
      "have no domain and no category that training lacks and the same shares of nulls; " +
      "they lack no domain, and no class of the label (of all rows or of a domain), of which at least 5 rows were to be expected.";
    expect(driftSection(withDrift({})).blocks).toEqual([{ kind: "paragraph", text }]);
  });

  it("says that files are compared within an entity, where entities have files of their own", () => {
    const results = withDrift({});
    const files = results.ingest.files.map((one) => ({ ...one, entity: "tv" }));
    expect(driftSection({ ...results, ingest: { ...results.ingest, files } }).blocks).toMatchObject([
      { text: expect.stringMatching(/^None: all files of an entity have the same columns\./) },
    ]);
  });

  it("lists what a file lacks and adds, five names at most, and a dash for nothing", () => {
    const lacks = ["c1", "c2", "c3", "c4", "c5", "c6", "c7"];
    const types = [{ column: "price", before: "INTEGER", type: "DOUBLE" }];
    expect(shown({ files: [file({ lacks, types, reordered: true })] })).toEqual({
      headings: ["Columns of files"],
      rows: [["b.csv", "a.csv", "c1, c2, c3, c4, c5, and 2 more", "–", "price: INTEGER → DOUBLE", "another"]],
    });
  });

  it("shows domains and labels with their rows", () => {
    const domains = [{ domain: "tv", trainRows: 40, laterRows: 0, change: "vanished" as const }];
    const labels = [{ domain: null, trainRate: 0.25, laterRows: 1000, laterPositives: 0 }];
    expect(shown({ domains, labels })).toEqual({
      headings: ["Domains", "Labels that became constant"],
      rows: [
        ["tv", "vanished", "40", "0"],
        ["all domains", "25.0 %", "0", "1,000"],
      ],
    });
  });

  it("shows the features that changed, those that changed most first", () => {
    const features = [
      feature({ feature: "same" }),
      feature({ feature: "fewer nulls", trainNullShare: 0.3 }),
      feature({ feature: "new", unseen: { elements: 40, values: 7, share: 0.4 } }),
      feature({ feature: "null", laterNullShare: 1, laterElements: 0, becameNull: true }),
    ];
    expect(shown({ features }).rows).toEqual([
      ["null", "0.0 %", "100.0 %", "–", "–", "–"],
      ["new", "0.0 %", "0.0 %", "7", "40", "40.0 %"],
      ["fewer nulls", "30.0 %", "0.0 %", "–", "–", "–"],
    ]);
  });
});

describe("warnings of data drift", () => {
  it("are none where there is none", () => expect(warnings({})).toEqual([]));

  it.each([
    [1, "1 file has other columns than the first, or in another order: see Data drift."],
    [2, "2 files have other columns than the first, or in another order: see Data drift."],
  ])("count %d files", (count, said) => {
    expect(warnings({ files: Array.from({ length: count }, () => file({})) })).toEqual([said]);
  });

  it("name domains that appeared or vanished", () => {
    const facts = { trainRows: 0, laterRows: 3 };
    const domains = [
      { ...facts, domain: "tv", change: "appeared" as const },
      { domain: "radio", trainRows: 1200, laterRows: 0, change: "vanished" as const },
    ];
    expect(warnings({ domains })).toEqual([
      "Domain tv has no training row, but 3 in valid and test: it is in no distribution.",
      "Domain radio vanished: 1,200 training rows, none in valid and test.",
    ]);
  });

  it("name labels that became constant, of all rows and of a domain", () => {
    const facts = { trainRate: 0.5, laterRows: 20, laterPositives: 0 };
    const said = "became constant: 50.0 % positive in training, 0 of 20 rows in valid and test.";
    expect(
      warnings({
        labels: [
          { ...facts, domain: null },
          { ...facts, domain: "tv" },
        ],
      }),
    ).toEqual([`The label ${said}`, `The label of domain tv ${said}`]);
  });

  it.each([
    [
      "became null",
      { laterNullShare: 1, becameNull: true },
      ["site became null: 0.0 % null in training, 100.0 % in valid and test."],
    ],
    [
      "has a twentieth more nulls",
      { laterNullShare: 0.05 },
      ["site: 0.0 % null in training, 5.0 % in valid and test."],
    ],
    ["has fewer nulls", { trainNullShare: 0.5 }, []],
    [
      "has one new category in a twentieth of its values",
      { unseen: { elements: 5, values: 1, share: 0.05 } },
      ["site: 5 of 100 values in valid and test (5.0 %) are one category that training never had."],
    ],
    [
      "has new categories",
      { unseen: { elements: 50, values: 1200, share: 0.5 } },
      ["site: 50 of 100 values in valid and test (50.0 %) are 1,200 categories that training never had."],
    ],
    ["has hardly any new category", { unseen: { elements: 4, values: 4, share: 0.04 } }, []],
  ])("tell of a feature that %s", (_, more, said) => {
    expect(warnings({ features: [feature(more)] })).toEqual(said);
  });
});
