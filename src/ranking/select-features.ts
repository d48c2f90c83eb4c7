import type { Config } from "../config/schema.ts";
import type { FeatureRank, RankArtifact } from "../data/artifacts/rank.ts";
import type { SelectionArtifact } from "../data/artifacts/selection.ts";
import { DomainlensError } from "../util/errors.ts";
import { nearest } from "../util/suggest.ts";

type Rules = Pick<Config["select"], "topK" | "minScore" | "aboveNoise" | "features">;
type Choice = SelectionArtifact["selected"][number];

/** Selected and rejected features, each by group and rank, with a sentence that says why. */
export type Selection = Pick<SelectionArtifact, "selected" | "rejected">;

/**
 * The features that go into training: per group the `topK` best by DS among those above their noise floor and `minScore`; or exactly
 * `rules.features`, which replaces these rules. Throws DomainlensError("config") when that names an unknown feature.
 */
export function selectFeatures({ features }: Pick<RankArtifact, "features">, rules: Rules): Selection {
  if (rules.features !== undefined) checkNames(rules.features, features);
  const selected: Choice[] = [];
  const rejected: Choice[] = [];
  const left = new Map<string, number>();
  const ordered = features.toSorted((a, b) => (a.group === b.group ? a.rank - b.rank : a.group < b.group ? -1 : 1));
  for (const feature of ordered) {
    const { name, group, rank, ds, noise } = feature;
    const room = left.get(group) ?? rules.topK;
    const verdict = rules.features === undefined ? judge(feature, rules, room) : judgeNamed(feature, rules.features);
    if (verdict.selected) left.set(group, room - 1);
    const size = ordered.filter((other) => other.group === group && other.ds !== null).length;
    const why = verdict.selected ? `${verdict.why}${praise(feature, size)}` : verdict.why;
    (verdict.selected ? selected : rejected).push({ name, group, rank, ds, noiseFloor: noise.floor, why });
  }
  return { selected, rejected };
}

interface Verdict {
  readonly selected: boolean;
  readonly why: string;
}

/** @param room how many more features of the group may be selected */
function judge({ ds, notScored, noise, aboveNoise }: FeatureRank, rules: Rules, room: number): Verdict {
  if (ds === null) return { selected: false, why: `not scored: ${notScored ?? "no DS"}` };
  if (rules.aboveNoise && !aboveNoise) {
    const within = `DS ${shown(ds)} is within its noise floor ${shown(noise.floor)}`;
    return { selected: false, why: `${within}: sampling alone explains it` };
  }
  if (ds < rules.minScore) {
    return { selected: false, why: `DS ${shown(ds)} is below minScore ${shown(rules.minScore)}` };
  }
  if (room === 0) return { selected: false, why: `below the top ${rules.topK} of its group` };
  return { selected: true, why: "" };
}

function judgeNamed({ name }: FeatureRank, names: readonly string[]): Verdict {
  const selected = names.includes(name);
  return { selected, why: selected ? "named in select.features: " : "not named in select.features" };
}

/** @param size scored features of the group */
function praise({ group, rank, ds, notScored, noise, aboveNoise }: FeatureRank, size: number): string {
  if (ds === null) return `not scored: ${notScored ?? "no DS"}`;
  return `rank ${rank} of ${size} in ${group}, DS ${shown(ds)} ${aboveNoise ? "above" : "within"} its noise floor ${shown(noise.floor)}`;
}

function checkNames(names: readonly string[], features: readonly FeatureRank[]): void {
  const known = features.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  throw new DomainlensError("config", {
    what: "select.features names a feature that is not declared",
    value: unknown,
    remedy: near === undefined ? `choose among ${known.slice(0, 12).join(", ")}` : `did you mean ${near}?`,
  });
}

/** Three digits: enough to compare a score with its floor in a sentence. */
function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
