import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { ImportanceArtifact } from "../data/artifacts/importance.ts";
import type { IngestArtifact } from "../data/artifacts/ingest.ts";
import type { ProfileArtifact } from "../data/artifacts/profile.ts";
import type { FeatureRank, RankArtifact } from "../data/artifacts/rank.ts";
import type { SelectionArtifact } from "../data/artifacts/selection.ts";
import type { Evaluation, TrainBaseArtifact } from "../data/artifacts/train-base.ts";
import { findFeature as find } from "./find-feature.ts";
import { importanceOf } from "./importance-results.ts";
import { namedOverlap } from "./named-overlap.ts";
import type { RankingRow, Results } from "./results.ts";

/** The parsed artifacts of a run and the facts around them; `config` is what the report shows of it. */
export interface ResultsInput {
  readonly config: { readonly name: string };
  readonly seed: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly ingest: IngestArtifact;
  readonly profile: ProfileArtifact;
  readonly encode: EncodeArtifact;
  readonly model: TrainBaseArtifact;
  readonly attribute: AttributeArtifact;
  readonly rank: RankArtifact;
  readonly selection: SelectionArtifact;
  /** Of pipelines with entity-specific features. */
  readonly importance?: ImportanceArtifact;
}

const groups = ["categorical-scalar", "categorical-sequence", "numerical-scalar", "numerical-sequence"] as const;

/**
 * Puts the artifacts of a run together as results.json: domains by name instead of by index, and one row per ranked feature, by group and
 * rank. Throws DomainlensError("internal") when an artifact lacks a feature that another one has.
 */
export function buildResults(input: ResultsInput): Results {
  const { config, seed, versions, ingest, profile, attribute, rank, selection, importance } = input;
  const { rows, files, joins, split } = ingest;
  return {
    version: 1,
    pipeline: config.name,
    seed,
    versions: { ...versions },
    config,
    ingest: { rows, files, joins, split },
    rejects: {
      rows: rows.invalid,
      share: rows.read === 0 ? 0 : rows.invalid / rows.read,
      byReason: ingest.rejectsByReason,
    },
    domains: profile.domains,
    overlap: namedOverlap(input.encode.domains, input.profile.overlap),
    features: featuresOf(input),
    baseModel: baseModelOf(input),
    attribution: attributionOf(attribute),
    completeness: attribute.completeness,
    ranking: rankingOf(input),
    ranked: { scale: rank.scale, alpha: rank.alpha, ...(rank.pairDomains && { pairDomains: rank.pairDomains }) },
    neglect: rank.neglect,
    ...(importance && { importance: importanceOf(importance, attribute) }),
    selection: { rules: selection.rules, feed: selection.feed },
  };
}

function featuresOf({ ingest, profile, encode }: ResultsInput): Results["features"] {
  return encode.features.map((feature) => {
    const { index: _, name, ...encoding } = feature;
    const { overall, byDomain } = find(profile.features, name, "profile.json");
    const { source, unusable } = find(ingest.features, name, "ingest.json");
    const facts = { feature: name, source, ...(unusable !== undefined && { unusable }) };
    return { ...facts, encoding, overall, byDomain: byName(encode.domains, (d) => byDomain[d]) };
  });
}

function baseModelOf({ encode: { domains }, model }: ResultsInput): Results["baseModel"] {
  const { stepsPerEpoch: _, device, evaluation, ...facts } = model;
  const named = (metrics: Evaluation): Results["baseModel"]["test"] => nameEvaluation(domains, metrics);
  return {
    ...facts,
    device: device.name,
    train: evaluation.train && named(evaluation.train),
    valid: named(evaluation.valid),
    test: named(evaluation.test),
  };
}

function nameEvaluation(domains: readonly string[], { overall, byDomain }: Evaluation): Results["baseModel"]["test"] {
  const without = domains.flatMap((name, d): [string, string][] => {
    const { reason } = byDomain[d];
    return reason === null ? [] : [[name, reason]];
  });
  return {
    rows: overall.rows,
    auc: { overall: overall.auc, byDomain: byName(domains, (d) => byDomain[d].auc) },
    logLoss: { overall: overall.logLoss, byDomain: byName(domains, (d) => byDomain[d].logLoss) },
    reasons: Object.fromEntries(without),
  };
}

function attributionOf(attribute: AttributeArtifact): Results["attribution"] {
  const { rows, trainRows, sampled, target, quadrature, effect, steps, device } = attribute;
  return { rows, trainRows, sampled, target, quadrature, effect, steps, device: device.name };
}

function rankingOf(input: ResultsInput): RankingRow[] {
  const { features } = input.rank;
  const inGroup = (group: string): FeatureRank[] =>
    features.filter((feature) => feature.group === group).toSorted((a, b) => a.rank - b.rank);
  return groups.flatMap((group) => inGroup(group).map((feature) => rankingRow(feature, input)));
}

function rankingRow(ranked: FeatureRank, { encode: { domains }, attribute, selection }: ResultsInput): RankingRow {
  const { name, ...facts } = ranked;
  const { overall, byDomain } = find(attribute.features, name, "attribute.json");
  const selected = selection.selected.find((feature) => feature.name === name);
  return {
    ...facts,
    feature: name,
    noiseFloor: ranked.noise.floor,
    dependenceSigned: overall.meanSigned,
    dependenceByDomain: byName(domains, (d) => byDomain[d].meanAbs),
    selected: selected !== undefined,
    why: (selected ?? find(selection.rejected, name, "selection.json")).why,
  };
}

function byName<T>(names: readonly string[], valueOf: (index: number) => T): Record<string, T> {
  return Object.fromEntries(names.map((name, d) => [name, valueOf(d)]));
}
