import { beginsAsOurs, lengthName, modelOutputs } from "../../util/serving-names.ts";
import type { FeatureSuggestion } from "./suggest-features.ts";

/** The suggestions, those with a name that no feature can have under another one, with their column. */
export function withFreeNames(suggestions: readonly FeatureSuggestion[]): FeatureSuggestion[] {
  const lengths = suggestions.flatMap(({ name, feature }) =>
    feature?.sequence === undefined ? [] : [lengthName(name)],
  );
  const isReserved = (name: string): boolean =>
    beginsAsOurs(name) || modelOutputs.includes(name) || lengths.includes(name);
  const taken = new Set(suggestions.map(({ name }) => name.toLowerCase()));
  return suggestions.map((suggestion) => {
    const { name, feature } = suggestion;
    if (feature === null || !isReserved(name)) return suggestion;
    let free = name.replace(/^[_:]+/, "") || "column";
    while (isReserved(free) || taken.has(free.toLowerCase())) free += "_";
    taken.add(free.toLowerCase());
    const source = (feature.column ?? feature.sql) === undefined ? { column: name } : {};
    return { ...suggestion, name: free, feature: { ...feature, ...source } };
  });
}
