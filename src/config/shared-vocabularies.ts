import { nearest } from "../util/suggest.ts";
import type { ConfigProblem } from "./problems.ts";
import type { Config, FeatureConfig } from "./schema.ts";

/** Problems of features that say whose vocabulary they share: no such feature, one that shares itself, or settings that differ from its own. */
export function sharedVocabularies({ features }: Config): ConfigProblem[] {
  return Object.entries(features).flatMap(([name, feature]) => {
    if (feature.vocabulary === undefined) return [];
    const path = ["features", name, "vocabulary"];
    const owner = features[feature.vocabulary];
    if (feature.vocabulary === name) return [ownName(path, name)];
    if (owner === undefined) return [unknown(path, feature.vocabulary, Object.keys(features))];
    return [...chain(path, feature.vocabulary, owner), ...kinds(path, feature, owner), ...sizes(name, feature, owner)];
  });
}

function ownName(path: string[], value: string): ConfigProblem {
  return { path, what: "is the feature itself", value, remedy: "leave the key out: it has a vocabulary of its own" };
}

function unknown(path: string[], value: string, names: string[]): ConfigProblem {
  const near = nearest(value, names);
  const remedy = near === undefined ? `use one of: ${names.join(", ")}` : `did you mean \`${near}\`?`;
  return { path, what: "is not a feature", value, remedy };
}

function chain(path: string[], value: string, owner: FeatureConfig): ConfigProblem[] {
  if (owner.vocabulary === undefined) return [];
  return [
    { path, what: "shares the vocabulary of a third feature", value, remedy: `name that one: ${owner.vocabulary}` },
  ];
}

function kinds(path: string[], feature: FeatureConfig, owner: FeatureConfig): ConfigProblem[] {
  if (feature.kind === "categorical" && owner.kind === "categorical") return [];
  const what = "is shared by categorical features only";
  const value = { own: feature.kind, shared: owner.kind };
  return [{ path, what, value, remedy: "leave the key out, or make both features categorical" }];
}

/** What the vocabulary and its embeddings are made with is said once. */
function sizes(name: string, feature: FeatureConfig, owner: FeatureConfig): ConfigProblem[] {
  return (["embedding", "minCount"] as const).flatMap((key) => {
    const value = feature[key];
    if (value === undefined || value === owner[key]) return [];
    const what = "differs from that of the feature whose vocabulary is shared";
    return [
      { path: ["features", name, key], what, value, remedy: `leave it out, and set it for ${feature.vocabulary}` },
    ];
  });
}
