import type { EncodeArtifact, EncodedFeature } from "../artifacts/encode.ts";
import type { SelectionArtifact } from "../artifacts/selection.ts";

export type FeedType = SelectionArtifact["feed"]["columns"][number]["type"];

/** A column of the training feed. */
export interface FeedColumn {
  readonly name: string;
  readonly type: FeedType;
  /** The feature it belongs to; null for `_row`, `_domain` and `_label`. */
  readonly feature: EncodedFeature | null;
  /** Ids of a categorical feature; numbers of a numerical one, or their embedding buckets. */
  readonly holds: SelectionArtifact["feed"]["columns"][number]["holds"];
  readonly selected: boolean;
}

/**
 * The columns of the feed: `_row`, `_domain`, `_label`, then each feature in config order under its own name. A numerical feature has its
 * numbers there and their buckets as `<name>__bucket`, with more underscores where a feature already has that name.
 */
export function feedColumns(encode: EncodeArtifact, selected: ReadonlySet<string>): FeedColumn[] {
  const taken = new Set(encode.features.map(({ name }) => name.toLowerCase()));
  const features = encode.features.flatMap((feature): FeedColumn[] => {
    const { name, kind, sequence } = feature;
    const shared = { feature, selected: selected.has(name) };
    const integers = sequence ? "integer[]" : "integer";
    if (kind === "categorical") return [{ ...shared, name, type: integers, holds: "ids" }];
    return [
      { ...shared, name, type: sequence ? "double[]" : "double", holds: "numbers" },
      { ...shared, name: freeName(`${name}__bucket`, taken), type: integers, holds: "buckets" },
    ];
  });
  return [rowColumn("_row", "bigint"), rowColumn("_domain", "integer"), rowColumn("_label", "integer"), ...features];
}

function rowColumn(name: string, type: FeedType): FeedColumn {
  return { name, type, feature: null, holds: "row", selected: false };
}

/** SQL names differ by more than case. */
function freeName(wanted: string, taken: Set<string>): string {
  let name = wanted;
  while (taken.has(name.toLowerCase())) name += "_";
  taken.add(name.toLowerCase());
  return name;
}
