import type { Config } from "../../config/schema.ts";

/** What encode needs to know of a feature. */
export interface FeatureSlice {
  readonly minCount: number;
  readonly embedding: number;
  /** Elements kept of a sequence; null for a scalar. */
  readonly maxLength: number | null;
  /** The feature whose vocabulary it shares; left out: its own. */
  readonly vocabulary?: string;
}

/** The part of the config that encode depends on. */
export interface EncodeSlice {
  readonly maxVocabulary: number;
  readonly maxSupport: number;
  readonly numericBuckets: number;
  readonly features: Readonly<Record<string, FeatureSlice>>;
}

/** `sequence: list` keeps as many elements as the default of the long form. */
const defaultMaxLength = 50;

export function encodeSlice({ encode, base, features }: Config): EncodeSlice {
  const slices = Object.entries(features).map(([name, { sequence, vocabulary }]): [string, FeatureSlice] => {
    const { minCount, embedding } = features[vocabulary ?? name];
    return [
      name,
      {
        minCount: minCount ?? encode.minCount,
        embedding: embedding ?? base.embedding,
        maxLength: sequence === undefined ? null : sequence === "list" ? defaultMaxLength : sequence.maxLength,
        // The slices of features that share nothing stay as they were: their runs are found again.
        ...(vocabulary !== undefined && { vocabulary }),
      },
    ];
  });
  const { maxVocabulary, maxSupport } = encode;
  return {
    maxVocabulary,
    maxSupport,
    numericBuckets: base.numericBuckets,
    features: Object.fromEntries(slices),
  };
}
