import { entityOfRole } from "../../util/entity-role.ts";
import type { Text } from "../blocks.ts";
import { formatCount, formatScore, formatShare } from "../format.ts";
import { leftOut } from "../left-out.ts";
import type { RankingRow, Results } from "../results.ts";
import { driftWarnings } from "./drift.ts";

const shownOfAKind = 5;
/** A mean distance of a pair that would mean something if it were not noise: nats or standard deviations. */
const notable = 0.05;
/** A test AUC below which the base model says little about any feature. */
const hardlyRanks = 0.55;
/** What an epoch adds to the validation AUC, or takes off the loss as a share of it, while a network is clearly learning. */
const stillLearning = 1e-3;

/** What a reader should know before trusting the numbers, the most serious first. */
export function warningsOf(results: Results): Text[] {
  return [
    ...weakModel(results),
    ...unfinishedTraining(results),
    ...incompleteAttributions(results),
    ...unreadFiles(results),
    ...doubtfulFiles(results),
    ...rejectedRows(results),
    ...driftWarnings(results).flatMap((kind) => capped(kind, (warning) => warning)),
    ...missingMetrics(results),
    ...unusableNumbers(results),
    ...strayValues(results),
    ...domainsByAnotherName(results),
    ...noisyFeatures(results),
    ...unscoredFeatures(results),
    ...flaggedPairs(results),
    ...unmatchedJoins(results),
    ...sampledRows(results),
  ];
}

function weakModel({ baseModel }: Results): Text[] {
  const { overall } = baseModel.test.auc;
  if (overall !== null && overall >= hardlyRanks) return [];
  const found =
    overall === null ? "has no test AUC" : `hardly ranks better than chance (test AUC ${formatScore(overall)})`;
  return [`The base model ${found}: its attributions, and all that is weighted by them, say little.`];
}

/** A last epoch that was clearly better than the one before: more would have been better still, and dependences may move. */
function unfinishedTraining({ baseModel: { bestEpoch, history } }: Results): Text[] {
  const [before, last] = history.slice(-2);
  if (history.length < 2 || bestEpoch < history.length) return [];
  const gains = [
    (last.validAuc ?? 0) - (before.validAuc ?? 0),
    (before.validLogLoss - last.validLogLoss) / before.validLogLoss,
  ];
  if (Math.max(...gains) < stillLearning) return [];
  return [
    [
      `The base model was best in the last of its ${history.length} epochs: it was still learning, and dependences and effects may move with more. Raise `,
      { code: "base.maxEpochs" },
      ".",
    ],
  ];
}

function incompleteAttributions({ completeness, attribution }: Results): Text[] {
  if (completeness.withinBound) return [];
  const { p95, bound } = completeness;
  return [
    `The attributions are not complete: 95 % of the rows are off by up to ${formatScore(p95)}, more than the bound ` +
      `${formatScore(bound)}, with ${attribution.steps.used} steps. Set more steps or another quadrature.`,
  ];
}

function unreadFiles({ ingest }: Results): Text[] {
  const unread = ingest.files.filter(({ unreadable }) => unreadable !== undefined);
  return capped(unread, ({ name, unreadable }) => [
    { strong: name },
    ` was left out, 1 of ${formatCount(ingest.files.length)} files: ${unreadable ?? ""}.`,
  ]);
}

function doubtfulFiles({ ingest }: Results): Text[] {
  const doubts = ingest.files.flatMap(({ name, doubts: own = [] }) => own.map((doubt) => ({ name, doubt })));
  return capped(doubts, ({ name, doubt }) => [{ strong: name }, `: ${doubt}.`]);
}

function rejectedRows({ rejects, ingest }: Results): Text[] {
  if (rejects.rows === 0) return [];
  const most = rejects.byReason.toSorted((a, b) => b.rows - a.rows).at(0);
  // A reason says itself of what it is where that is no column, such as the domain as an expression.
  const column =
    most === undefined || most.column === null || most.reason.includes(`the ${most.column} `)
      ? ""
      : ` in column ${most.column}`;
  const example = most === undefined ? "" : ` Most often: ${most.reason}${column} (${formatCount(most.rows)}).`;
  const share = `${formatCount(rejects.rows)} of ${formatCount(ingest.rows.read)} rows (${formatShare(rejects.share)})`;
  return [`${share} are invalid and were left out; rejects.csv lists each.${example}`];
}

function missingMetrics({ baseModel }: Results): Text[] {
  const reasons = Object.entries(baseModel.test.reasons);
  return capped(reasons, ([domain, reason]) => ["Domain ", { strong: domain }, ` has no test metric: ${reason}.`]);
}

/** Values, or elements of sequences, that are infinite, not a number or too large. */
function unusableNumbers({ features }: Results): Text[] {
  const unusable = features.filter((feature) => feature.unusable !== undefined);
  return capped(unusable, ({ feature, unusable: values = 0, encoding: { sequence }, overall }) => {
    const all = sequence
      ? `${formatCount(overall.elements + values)} elements are infinite or not a number, and are left out like null elements.`
      : `${formatCount(overall.rows)} values are infinite, not a number or beyond 1e150, and count as null.`;
    return [{ strong: feature }, `: ${formatCount(values)} of ${all}`];
  });
}

/** Entity-specific features that rows of other domains hold too: the role, or the log, is wrong. */
function strayValues({ features }: Results): Text[] {
  const stray = features.flatMap(({ feature, encoding, byDomain }) => {
    const entity = entityOfRole(encoding.role);
    const others = Object.entries(byDomain).filter(([name]) => name !== entity);
    const rows = others.reduce((sum, [, stats]) => sum + stats.rows - stats.nulls, 0);
    return entity === undefined || rows === 0 ? [] : [{ feature, entity, rows }];
  });
  return capped(stray, ({ feature, entity, rows }) => [
    { strong: feature },
    ` is declared for ${entity} alone, but ${formatCount(rows)} rows of others hold a value.`,
  ]);
}

/** Categorical features no value of which two domains share: every pair is ln 2 apart. */
function domainsByAnotherName({ ranking }: Results): Text[] {
  const telling = ranking.filter(
    ({ group, notScored, pairsPlain }) =>
      notScored === null &&
      group === "categorical-scalar" &&
      pairsPlain.every((row, k) => row.every((distance, l) => k === l || distance > Math.LN2 - 1e-9)),
  );
  return capped(telling, ({ feature }) => [
    { strong: feature },
    " has no value that two domains share: it is the domain by another name, and its rank says nothing new.",
  ]);
}

function noisyFeatures({ ranking, ranked }: Results): Text[] {
  const noisy = ranking
    .filter((row) => !row.aboveNoise && row.notScored === null && meanShift(row, ranked.scale) >= notable)
    .toSorted((a, b) => (b.ds ?? 0) - (a.ds ?? 0));
  return capped(noisy, ({ feature, ds, noiseFloor }) => [
    { strong: feature },
    `: raw DS ${formatScore(ds)}, but noise floor ${formatScore(noiseFloor)}: sampling alone explains it.`,
  ]);
}

/** Mean distance of a pair in nats or standard deviations. */
function meanShift({ meanPair, pooledStd }: RankingRow, scale: Results["ranked"]["scale"]): number {
  const unit = scale === "none" && pooledStd !== null && pooledStd > 0 ? pooledStd : 1;
  return (meanPair ?? 0) / unit;
}

/** Those that their role does not explain. */
function unscoredFeatures({ ranking, features }: Results): Text[] {
  const specific = new Set(
    features.filter(({ encoding }) => entityOfRole(encoding.role) !== undefined).map(({ feature }) => feature),
  );
  const unscored = ranking.filter(({ feature, notScored }) => notScored !== null && !specific.has(feature));
  return capped(unscored, ({ feature, notScored }) => [{ strong: feature }, ` is not scored: ${notScored ?? ""}.`]);
}

function flaggedPairs({ ranking, domains }: Results): Text[] {
  const without = ({ distributions }: RankingRow): string[] =>
    domains.flatMap(({ name }, d) => (distributions.effect[d] === null ? [name] : []));
  const flagged = ranking.filter((row) => row.notScored === null && without(row).length > 0);
  if (flagged.length === 0) return [];
  const names = flagged.slice(0, shownOfAKind).map((row) => [{ strong: row.feature }, ` (${listed(without(row))})`]);
  const more = flagged.length > shownOfAKind ? ` and ${flagged.length - shownOfAKind} more` : "";
  return [
    [
      "Domains without effect mass add 0 to the DS of ",
      ...names.flatMap((name, i) => (i === 0 ? name : [", ", ...name])),
      `${more}.`,
    ],
  ];
}

function listed(names: readonly string[]): string {
  const more = names.length > shownOfAKind ? ` and ${names.length - shownOfAKind} more` : "";
  return names.slice(0, shownOfAKind).join(", ") + more;
}

function unmatchedJoins({ ingest }: Results): Text[] {
  const unmatched = ingest.joins.filter(({ unmatchedRows }) => unmatchedRows > 0);
  return capped(unmatched, ({ files, matchedRows, unmatchedRows }) => [
    `${formatCount(unmatchedRows)} of ${formatCount(matchedRows + unmatchedRows)} rows find no match in `,
    { strong: files.join(", ") },
    "; the columns taken from it are null there.",
  ]);
}

function sampledRows({ attribution }: Results): Text[] {
  if (!attribution.sampled) return [];
  const { rows, trainRows } = attribution;
  return [`Attributions come from a sample of ${formatCount(rows)} of ${formatCount(trainRows)} training rows.`];
}

function capped<Item>(items: readonly Item[], write: (item: Item) => Text): Text[] {
  const more = leftOut(items.length, shownOfAKind, "of this kind");
  return [...items.slice(0, shownOfAKind).map(write), ...(more === undefined ? [] : [more])];
}
