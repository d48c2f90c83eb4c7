import type { Block, Section } from "../blocks.ts";
import { type RankedUse, rankGrid } from "../charts/rank-grid.ts";
import { dependenceRowsText } from "../dependence-rows.ts";
import { formatScore, formatShare } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { leftOutOf, modelsInOrder, type ModelReportInput } from "./report-input.ts";

type Models = ReturnType<typeof modelsInOrder>;

const shownFeatures = 30;

/** How much each model uses each feature, the selected ones above all (DSFM, Fig. 2 and 5). */
export function featureUseSection(input: ModelReportInput): Section {
  const { artifact, selected } = input;
  const models = modelsInOrder(input);
  const features = rankedUses(models, new Set(selected));
  const chosen =
    selected.length === 0
      ? "The audit selected none."
      : `The audit selected ${selected.length}: ${selected.join(", ")}.`;
  const read = [...artifact.sensitive].toSorted().join() === [...selected].toSorted().join();
  const extractor =
    read || artifact.sensitive.length === 0 ? "" : ` The extractor of dsfm reads ${artifact.sensitive.join(", ")}.`;
  const picture: Block = {
    kind: "chart",
    file: "feature-use",
    title: "Place of each feature by how much each model uses it",
    chart: {
      ...rankGrid(
        features.slice(0, shownFeatures),
        models.map(({ model }) => model),
      ),
      leftOut: leftOutOf(features.length, shownFeatures, "features"),
    },
  };
  return {
    id: "feature-use",
    title: "Use of the features",
    blocks: [
      {
        kind: "paragraph",
        text:
          `Dependence is the mean |attribution| of a feature by Integrated Gradients over ${dependenceRowsText(artifact.dependenceRows)}, on the model of seed ${artifact.seeds[0]}; ` +
          `place 1 is the feature that the model uses most. ${chosen}${extractor}`,
      },
      ...(selected.length === 0 ? [] : [selectedTable(models, selected)]),
      picture,
      { kind: "details", summary: "Dependence in numbers", blocks: [dependenceTable(models, features)] },
    ],
  };
}

/** Features with their place in each model, the selected ones first, then by mean place. */
function rankedUses(models: Models, selected: ReadonlySet<string>): RankedUse[] {
  const features = models[0].dependence.map(({ feature }, f) => ({
    feature,
    selected: selected.has(feature),
    ranks: models.map(({ dependence }) => dependence[f].rank),
  }));
  const sum = ({ ranks }: RankedUse): number => ranks.reduce((total, rank) => total + rank, 0);
  return features.toSorted((a, b) => Number(b.selected) - Number(a.selected) || sum(a) - sum(b));
}

/** Per model: where the selected features stand, and what part of all dependence is theirs. */
function selectedTable(models: Models, selected: readonly string[]): Block {
  const names = new Set(selected);
  const lines = models.map(({ model, dependence }) => {
    const own = dependence.filter(({ feature }) => names.has(feature));
    const total = dependence.reduce((sum, { meanAbs }) => sum + meanAbs, 0);
    return {
      model,
      place: own.reduce((sum, { rank }) => sum + rank, 0) / own.length,
      share: total > 0 ? own.reduce((sum, { meanAbs }) => sum + meanAbs, 0) / total : null,
      first: own.toSorted((a, b) => a.rank - b.rank).map(({ feature, rank }) => `${feature} ${rank}`),
    };
  });
  return tableOf(
    lines,
    [
      left("model", ({ model }) => model),
      right("mean place of the selected", ({ place }) => place.toFixed(2)),
      right("their share of all dependence", ({ share }) => formatShare(share)),
      left("places", ({ first }) => first.join(", ")),
    ],
    lines.length,
  );
}

function dependenceTable(models: Models, features: readonly RankedUse[]): Block {
  const values = models.map(({ dependence }) => new Map(dependence.map(({ feature, meanAbs }) => [feature, meanAbs])));
  const columns = models.map(({ model }, m) =>
    right<RankedUse>(model, ({ feature }) => formatScore(values[m].get(feature) ?? null)),
  );
  return tableOf(
    features,
    [left("feature", ({ feature }) => feature), left("selected", (use) => (use.selected ? "yes" : "")), ...columns],
    features.length,
  );
}
