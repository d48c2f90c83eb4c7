import type { IngestArtifact } from "../data/artifacts/ingest.ts";
import type { ProfileArtifact } from "../data/artifacts/profile.ts";
import type { Results } from "./results.ts";

type Drift = Results["drift"];
type Domain = ProfileArtifact["domains"][number];
type Part = { readonly rows: number; readonly positives: number };

/** What a part of the log must be expected to hold, by training, for its absence there to be no chance: one in 150. */
export const leastExpected = 5;

/** How the later parts of the log, valid and test, differ from training, and how its files differ from one another. */
export function driftOf(ingest: IngestArtifact, profile: ProfileArtifact): Drift {
  const all = partsOf(profile.domains.flatMap(({ splits }) => splits));
  const features = profile.features.flatMap(({ name, parts }, f) =>
    parts === undefined ? [] : [featureDrift(name, parts, ingest.features[f].kind)],
  );
  return {
    files: ingest.schemaDrift ?? [],
    domains: profile.domains.flatMap((domain) => domainDrift(domain, all)),
    labels: [
      ...labelDrift(null, all),
      ...profile.domains.flatMap((domain) => labelDrift(domain.name, partsOf(domain.splits))),
    ],
    features,
  };
}

function partsOf(splits: readonly (Part & { readonly split: string })[]): { train: Part; later: Part } {
  const sum = (some: readonly Part[]): Part => ({
    rows: some.reduce((rows, part) => rows + part.rows, 0),
    positives: some.reduce((positives, part) => positives + part.positives, 0),
  });
  return {
    train: sum(splits.filter(({ split }) => split === "train")),
    later: sum(splits.filter(({ split }) => split !== "train")),
  };
}

/** A domain without training rows appeared; one vanished that would have at least five later rows if its share had stayed. */
function domainDrift({ name, splits }: Domain, all: { train: Part; later: Part }): Drift["domains"] {
  const { train, later } = partsOf(splits);
  const facts = { domain: name, trainRows: train.rows, laterRows: later.rows };
  if (train.rows === 0 && later.rows > 0) return [{ ...facts, change: "appeared" }];
  const wouldBe = (train.rows * all.later.rows) / Math.max(1, all.train.rows);
  return later.rows === 0 && wouldBe >= leastExpected ? [{ ...facts, change: "vanished" }] : [];
}

/** A label that has both classes in training and one later, though at least five rows of the other were to be expected. */
function labelDrift(domain: string | null, { train, later }: { train: Part; later: Part }): Drift["labels"] {
  if (train.rows === 0 || later.rows === 0) return [];
  const rate = train.positives / train.rows;
  const lacking = later.positives === 0 ? rate : later.positives === later.rows ? 1 - rate : 0;
  if (lacking * later.rows < leastExpected) return [];
  return [{ domain, trainRate: rate, laterRows: later.rows, laterPositives: later.positives }];
}

type Parts = NonNullable<ProfileArtifact["features"][number]["parts"]>;

function featureDrift(
  feature: string,
  [train, later]: Parts,
  kind: "categorical" | "numerical",
): Drift["features"][number] {
  const nullShare = ({ nulls, elements }: Parts[number]): number | null =>
    nulls + elements === 0 ? null : nulls / (nulls + elements);
  const { elements, unseenElements, unseenValues: values } = later;
  return {
    feature,
    trainNullShare: nullShare(train),
    laterNullShare: nullShare(later),
    laterElements: elements,
    // Of numbers nearly every one is new; their shift is not a matter of single values.
    unseen:
      kind === "numerical"
        ? null
        : { elements: unseenElements, values, share: elements === 0 ? 0 : unseenElements / elements },
    becameNull: train.elements > 0 && elements === 0 && later.nulls > 0,
  };
}
