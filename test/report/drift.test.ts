import { describe, expect, it } from "vitest";
import type { IngestArtifact } from "../../src/data/artifacts/ingest.ts";
import type { ProfileArtifact } from "../../src/data/artifacts/profile.ts";
import { driftOf } from "../../src/report/drift.ts";

type Counts = readonly [rows: number, positives: number];
type Part = NonNullable<ProfileArtifact["features"][number]["parts"]>[number];

/** What `driftOf` reads of a domain with these rows in training, valid and test. */
function domain(name: string, ...counts: readonly [Counts, Counts, Counts]): ProfileArtifact["domains"][number] {
  const splits = (["train", "valid", "test"] as const).map((split, i) => {
    const [rows, positives] = counts[i];
    return { split, rows, positives, positiveRate: null };
  });
  return { name, rows: 0, share: 0, positives: 0, positiveRate: null, users: null, items: null, splits };
}

const part = (elements: number, nulls: number, unseenElements = 0, unseenValues = 0): Part => {
  return { elements, nulls, unseenElements, unseenValues };
};

interface Log {
  readonly domains?: readonly ProfileArtifact["domains"][number][];
  readonly features?: Readonly<Record<string, readonly [kind: "categorical" | "numerical", train: Part, later: Part]>>;
  readonly schemaDrift?: IngestArtifact["schemaDrift"];
}

function drift({ domains = [], features = {}, schemaDrift }: Log): ReturnType<typeof driftOf> {
  const kinds = Object.values(features).map(([kind]) => ({ kind }));
  const parts = Object.entries(features).map(([name, [, train, later]]) => ({ name, parts: [train, later] }));
  const ingest = { features: kinds, schemaDrift } as unknown as IngestArtifact; // The rest of it is not read.
  const profile = { domains, features: parts } as unknown as ProfileArtifact; // Nor is the rest of this.
  return driftOf(ingest, profile);
}

describe("drift between training and the later parts", () => {
  it("is none for a log whose parts are alike", () => {
    const alike = [domain("a", [100, 30], [20, 6], [20, 6]), domain("b", [100, 30], [20, 6], [20, 6])];
    expect(drift({ domains: alike })).toEqual({ files: [], domains: [], labels: [], features: [] });
  });

  it("is a domain without training rows that has later ones", () => {
    const { domains } = drift({
      domains: [domain("a", [100, 30], [20, 6], [20, 6]), domain("new", [0, 0], [0, 0], [3, 1])],
    });
    expect(domains).toEqual([{ domain: "new", trainRows: 0, laterRows: 3, change: "appeared" }]);
  });

  it.each([
    // 10 of 200 training rows would be 5 of 100 later ones; 9 would be 4.5.
    [10, ["gone"]],
    [9, []],
  ])("is a domain of %d training rows that vanished, where five later rows were to be expected", (rows, vanished) => {
    const log = [domain("a", [200 - rows, 60], [50, 15], [50, 15]), domain("gone", [rows, 3], [0, 0], [0, 0])];
    expect(drift({ domains: log }).domains.map(({ domain: name }) => name)).toEqual(vanished);
  });

  it.each([
    // Of 20 later rows a rate of 0.25 expects 5 positives, one of 0.24 fewer.
    ["without a positive", 25, 0, ["a"]],
    ["without a positive, which may be chance", 24, 0, []],
    ["with nothing but positives", 75, 20, ["a"]],
    ["with nothing but positives, which may be chance", 76, 20, []],
    ["with both", 25, 1, []],
  ])("is a label %s", (_, trained, later, constant) => {
    const others = domain("b", [100, 50], [10, 5], [10, 5]);
    const { labels } = drift({ domains: [domain("a", [100, trained], [10, later / 2], [10, later / 2]), others] });
    expect(labels.map(({ domain: name }) => name)).toEqual(constant);
  });

  it("is a label of all rows, where no domain has both classes later", () => {
    const { labels } = drift({ domains: [domain("a", [100, 50], [10, 0], [10, 0])] });
    expect(labels).toEqual([
      { domain: null, trainRate: 0.5, laterRows: 20, laterPositives: 0 },
      { domain: "a", trainRate: 0.5, laterRows: 20, laterPositives: 0 },
    ]);
  });

  it("is a share of nulls and of categories that training never had", () => {
    const { features } = drift({ features: { site: ["categorical", part(90, 10), part(30, 10, 6, 2)] } });
    expect(features).toEqual([
      {
        feature: "site",
        trainNullShare: 0.1,
        laterNullShare: 0.25,
        laterElements: 30,
        unseen: { elements: 6, values: 2, share: 0.2 },
        becameNull: false,
      },
    ]);
  });

  it("counts no unseen numbers, of which nearly every one is new", () => {
    const { features } = drift({ features: { price: ["numerical", part(100, 0), part(40, 0, 39, 39)] } });
    expect(features).toMatchObject([{ unseen: null, becameNull: false }]);
  });

  it.each([
    ["became null", part(100, 0), part(0, 40), true],
    ["always was null", part(0, 100), part(0, 40), false],
    ["has no later element at all", part(100, 0), part(0, 0), false],
  ])("tells a feature that %s", (_, train, later, becameNull) => {
    expect(drift({ features: { site: ["categorical", train, later] } }).features).toMatchObject([{ becameNull }]);
  });

  it("is no share where there is nothing to share", () => {
    const { features } = drift({ features: { site: ["categorical", part(10, 0), part(0, 0)] } });
    expect(features).toMatchObject([{ laterNullShare: null, unseen: { share: 0 } }]);
  });
});

it("hands on how files differ", () => {
  const file = { file: "b.csv", comparedWith: "a.csv", lacks: ["x"], adds: [], types: [], reordered: false };
  expect(drift({ schemaDrift: [file] }).files).toEqual([file]);
});
