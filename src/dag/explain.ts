import type { StageKey } from "./fingerprint.ts";

/** Why a stage with key `now` cannot use the outputs made for key `before`: one reason for each kind of difference. */
export function explainDifference(before: StageKey, now: StageKey): string[] {
  const reasons: string[] = [];
  if (before.package !== now.package) reasons.push(`domainlens ${before.package} → ${now.package}`);
  const libraries = Object.entries(now.libraries).filter(([name, version]) => before.libraries[name] !== version);
  reasons.push(...libraries.map(([name, version]) => `${name} ${before.libraries[name] ?? "none"} → ${version}`));
  if (before.version !== now.version) reasons.push(`stage version ${before.version} → ${now.version}`);
  if (before.seed !== now.seed) reasons.push(`seed ${before.seed} → ${now.seed}`);
  if (before.device !== now.device) reasons.push(`device ${before.device ?? "none"} → ${now.device ?? "none"}`);
  const keys = changedKeys(before.config, now.config);
  if (keys.length > 0) reasons.push(`config changed: ${some(keys)}`);
  const files = changedFiles(before, now);
  if (files.length > 0) reasons.push(`input files changed: ${some(files)}`);
  const inputs = Object.keys(now.inputs).filter((name) => before.inputs[name] !== now.inputs[name]);
  if (inputs.length > 0) reasons.push(`upstream: ${inputs.join(", ")}`);
  return reasons;
}

/** Key paths whose values differ; a mapping whose keys only changed places is named itself. */
function changedKeys(before: unknown, now: unknown, path: readonly string[] = []): string[] {
  if (JSON.stringify(before) === JSON.stringify(now)) return [];
  if (!isMapping(before) || !isMapping(now)) return [path.join(".")];
  const names = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  const inside = names.flatMap((name) => changedKeys(before[name], now[name], [...path, name]));
  return inside.length > 0 ? inside : [`order of ${path.join(".") || "keys"}`];
}

function changedFiles(before: StageKey, now: StageKey): string[] {
  const label = (file: StageKey["files"][number]): string => JSON.stringify(file);
  const had = new Set(before.files.map(label));
  const has = new Set(now.files.map(label));
  const added = now.files.filter((file) => !had.has(label(file))).map(({ name }) => name);
  const gone = before.files.filter((file) => !has.has(label(file))).map(({ name }) => name);
  return [...new Set([...added, ...gone])];
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function some(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 4).join(", ")} and ${names.length - 4} more`;
}
