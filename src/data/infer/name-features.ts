import { lengthName, modelOutputs, towerOutput } from "../../util/serving-names.ts";
import type { FeatureSuggestion } from "./suggest-features.ts";

const outputs = [...modelOutputs, towerOutput];

/**
 * The same suggestions under names that a pipeline may have: without a leading _ or :, not reserved, and different by more than case. A column
 * keeps its name where it can, and names that are made of it, such as ts_hour, give way; a feature that is called otherwise than its column names that.
 */
export function nameFeatures(suggestions: readonly FeatureSuggestion[]): FeatureSuggestion[] {
  const features = suggestions.filter(({ feature }) => feature !== null);
  const taken = new Set<string>();
  const names = new Map<FeatureSuggestion, string>();
  for (const suggestion of [...features.filter(isOwnName), ...features.filter((each) => !isOwnName(each))]) {
    const name = freeName(allowedName(suggestion.name), taken);
    taken.add(name.toLowerCase());
    names.set(suggestion, name);
  }
  return suggestions.map((suggestion) => renamed(suggestion, names.get(suggestion) ?? suggestion.name));
}

/** Whether the name is that of the column, and allowed. */
function isOwnName({ name, feature }: FeatureSuggestion): boolean {
  return feature?.sql === undefined && feature?.column === undefined && allowedName(name) === name;
}

function allowedName(name: string): string {
  const bare = name.replace(/^[_:]+/, "") || "column";
  return isReserved(bare.toLowerCase()) ? `${bare}_value` : bare;
}

/** Outputs of exported models and towers, and inputs with the lengths of sequences, whether the log has these or not. */
function isReserved(name: string): boolean {
  return outputs.includes(name) || name.endsWith(lengthName(""));
}

/** SQL names differ by more than case. */
function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${wanted}_${number}`;
  return name;
}

function renamed(suggestion: FeatureSuggestion, name: string): FeatureSuggestion {
  const { feature } = suggestion;
  if (feature === null || name === suggestion.name) return suggestion;
  const source = feature.sql === undefined ? { column: feature.column ?? suggestion.name } : {};
  return { ...suggestion, name, feature: { ...feature, ...source } };
}
