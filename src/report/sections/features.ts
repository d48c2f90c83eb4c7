import type { Block, Section } from "../blocks.ts";
import { formatCount, formatScore, formatShare, formatValue } from "../format.ts";
import type { Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

type Feature = Results["features"][number];

const shownFeatures = 60;

/** What the features hold and how they were encoded, in the order of the configuration. */
export function featuresSection({ features }: Results): Section {
  return {
    id: "features",
    title: "Features",
    blocks: [contents(features), { kind: "heading", text: "Encoding" }, encodings(features), ...numbers(features)],
  };
}

function contents(features: readonly Feature[]): Block {
  return tableOf(
    features,
    [
      left("feature", ({ feature }) => feature),
      left("kind", ({ encoding }) => `${encoding.kind}${encoding.sequence ? " sequence" : ""}`),
      left("role", ({ encoding }) => encoding.role),
      left("source", ({ source }) => source),
      right("nulls", ({ overall }) => formatShare(overall.rows === 0 ? null : overall.nulls / overall.rows)),
      right("distinct", ({ overall }) => formatCount(overall.distinct)),
      right("mean length", ({ overall }) => formatScore(overall.meanLength)),
    ],
    shownFeatures,
  );
}

function encodings(features: readonly Feature[]): Block {
  return tableOf(
    features,
    [
      left("feature", ({ feature }) => feature),
      right("ids", ({ encoding }) => formatCount(encoding.ids)),
      right("embedding", ({ encoding }) => `${formatCount(encoding.embeddingRows)} × ${encoding.embedding}`),
      left("support", ({ encoding }) => encoding.support?.kind ?? vocabularyOf(features, encoding)),
      right("max error", ({ encoding }) => formatScore(encoding.support?.maxError ?? null)),
      right("rare values", ({ encoding }) => formatCount(encoding.rare?.values ?? null)),
      right("rare elements", ({ encoding }) => formatCount(encoding.rare?.elements ?? null)),
      right("unknown elements", ({ encoding }) => formatCount(encoding.unknownElements)),
      right("truncated rows", ({ encoding }) => formatCount(encoding.truncatedRows)),
    ],
    shownFeatures,
  );
}

function vocabularyOf(features: readonly Feature[], { vocabularyOf: shared }: Feature["encoding"]): string {
  return shared === undefined ? "vocabulary" : `vocabulary of ${features[shared].feature}`;
}

function numbers(features: readonly Feature[]): Block[] {
  const numeric = features.flatMap(({ feature, overall }) =>
    overall.numeric === null ? [] : [{ feature, ...overall.numeric }],
  );
  if (numeric.length === 0) return [];
  return [
    { kind: "heading", text: "Numbers" },
    tableOf(
      numeric,
      [
        left("feature", ({ feature }) => feature),
        right("mean", ({ mean }) => formatValue(mean)),
        right("std", ({ std }) => formatValue(std)),
        right("min", ({ min }) => formatValue(min)),
        right("5 %", ({ q05 }) => formatValue(q05)),
        right("25 %", ({ q25 }) => formatValue(q25)),
        right("median", ({ q50 }) => formatValue(q50)),
        right("75 %", ({ q75 }) => formatValue(q75)),
        right("95 %", ({ q95 }) => formatValue(q95)),
        right("max", ({ max }) => formatValue(max)),
      ],
      shownFeatures,
    ),
  ];
}
