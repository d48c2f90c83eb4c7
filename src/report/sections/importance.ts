import type { Block, Section, Span, Text } from "../blocks.ts";
import { importanceChart } from "../charts/importance-chart.ts";
import { formatCount, formatScore } from "../format.ts";
import { type RankedImportance, rankedImportance } from "../ranked-importance.ts";
import type { ImportanceResults, Results } from "../results.ts";
import { left, right, tableOf } from "../table.ts";

const shownSentences = 5;

/** The importance of the features that only one entity has (MKT, Eq. 4), against dependence; undefined without such features. */
export function importanceSection({ importance }: Results): Section | undefined {
  if (importance === undefined) return undefined;
  const { settings, rows, entities } = importance;
  const read = settings.crossInput === "specific" ? "the entity's specific features" : "all features of the row";
  const text =
    `A multi-entity model was trained on the rows of all entities. It scales every entity-specific feature by an importance p between 0 and 2, read ` +
    `from ${read}: 1 is neutral, more amplifies the feature, less weakens it. Means over ${formatCount(rows)} training rows, with 95 % intervals of ` +
    `${formatCount(settings.resamples)} bootstrap samples of the rows; another training of the model is not in them. Beside p stands the dependence of the ` +
    "base model over the same entity's rows. Domain sensitivity has nothing to say here: it compares domains, and no other has these features.";
  return {
    id: "importance",
    title: "Importance of entity-specific features",
    blocks: [
      { kind: "paragraph", text },
      ...Object.entries(entities).flatMap(([name, one], n) => entityBlocks(name, one, n)),
    ],
  };
}

function entityBlocks(name: string, entity: ImportanceResults["entities"][string], n: number): Block[] {
  const features = rankedImportance(entity);
  const { auc, reason } = entity.test;
  const trained = auc === null ? `has no test AUC (${reason ?? "unknown"})` : `has a test AUC of ${formatScore(auc)}`;
  return [
    { kind: "heading", text: `Entity ${name}` },
    { kind: "paragraph", text: `${formatCount(entity.rows)} rows; the multi-entity model ${trained}.` },
    { kind: "list", items: [effectSentence(features), surenessSentence(features), ...disagreements(features)] },
    {
      kind: "chart",
      file: `importance-${n}`,
      title: `Importance p and dependence of the features of entity ${name}, with their places`,
      chart: importanceChart(features),
    },
    tableOf(features, [
      right("rank", ({ rank }) => String(rank)),
      left("feature", (one) => one.name),
      right("p", ({ importance }) => formatScore(importance)),
      right("95 % interval", ({ interval: [low, high] }) => `${formatScore(low)} to ${formatScore(high)}`),
      right("rank, 95 %", ({ rankInterval: [first, last] }) => (first === last ? `${first}` : `${first} to ${last}`)),
      right("sd over rows", ({ deviation }) => formatScore(deviation)),
      right("p, label 0", ({ ofNegatives }) => formatScore(ofNegatives)),
      right("p, label 1", ({ ofPositives }) => formatScore(ofPositives)),
      right("dependence", ({ dependence }) => formatScore(dependence)),
      right("its place", ({ dependenceRank }) => String(dependenceRank)),
    ]),
  ];
}

/** How many features p amplifies and weakens beyond the sampling of rows. */
function effectSentence(features: readonly RankedImportance[]): Text {
  const amplified = features.filter(({ interval: [low] }) => low > 1).length;
  const weakened = features.filter(({ interval: [, high] }) => high < 1).length;
  const neutral = features.length - amplified - weakened;
  return `Of ${features.length} ${features.length === 1 ? "feature" : "features"}, p amplifies ${amplified}, weakens ${weakened}, and ${neutral} cannot be told from neutral.`;
}

/** Whether the first place is sure. */
function surenessSentence([first, ...others]: readonly RankedImportance[]): Span[] {
  const [low, high] = first.interval;
  const sure = first.rankInterval[1] === 1;
  return [
    { strong: first.name },
    ` has the largest p, ${formatScore(first.importance)} (${formatScore(low)} to ${formatScore(high)})`,
    others.length === 0
      ? "."
      : sure
        ? ", in at least 97.5 % of the samples."
        : `; its place is 1 to ${first.rankInterval[1]}.`,
  ];
}

/** The features on which importance and dependence disagree most, the widest first. */
function disagreements(features: readonly RankedImportance[]): Text[] {
  const apart = features.filter((one) => one.apart).toSorted((a, b) => b.spread - a.spread || a.rank - b.rank);
  if (apart.length === 0) {
    return features.length === 1
      ? []
      : ["No feature has places that differ by half the features: p and dependence agree broadly."];
  }
  return apart.slice(0, shownSentences).map(({ name, rank, dependenceRank }) => {
    const of = `of ${features.length}`;
    return [{ strong: name }, `: p ranks it ${rank} ${of}, dependence ${dependenceRank} ${of}.`];
  });
}
