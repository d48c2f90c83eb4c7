import type { Config } from "../../config/schema.ts";

/** What encode needs to know of a feature. */
export interface FeatureSlice {
  readonly minCount: number;
  readonly embedding: number;
  /** Elements kept of a sequence; null for a scalar. */
  readonly maxLength: number | null;
}

/** The part of the config that encode depends on. */
export interface EncodeSlice {
  readonly maxVocabulary: number;
  readonly maxSupport: number;
  readonly numericBuckets: number;
  readonly features: Readonly<Record<string, FeatureSlice>>;
  /** Whether rows have their user; absent without a user in the config, so that such a pipeline has the slice that it always had. */
  readonly user?: true;
}

/** `sequence: list` keeps as many elements as the default of the long form. */
const defaultMaxLength = 50;

export function encodeSlice({ encode, base, features, user }: Config): EncodeSlice {
  const slices = Object.entries(features).map(([name, { minCount, embedding, sequence }]): [string, FeatureSlice] => [
    name,
    {
      minCount: minCount ?? encode.minCount,
      embedding: embedding ?? base.embedding,
      maxLength: sequence === undefined ? null : sequence === "list" ? defaultMaxLength : sequence.maxLength,
    },
  ]);
  const { maxVocabulary, maxSupport } = encode;
  return {
    maxVocabulary,
    maxSupport,
    numericBuckets: base.numericBuckets,
    features: Object.fromEntries(slices),
    ...(user !== undefined && { user: true as const }), // widens to boolean without it
  };
}
