import { stringify } from "yaml";
import type { RetrievalModel } from "../../data/artifacts/retrieval.ts";
import type { Block, Section } from "../blocks.ts";
import { heatMap } from "../charts/heat-map.ts";
import { formatCount, formatScore } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { artifactFile, isValidated, type RetrievalReportInput } from "./report-input.ts";

/** How the models were trained: sizes, epochs, validation, and what self-training gave there. */
export function trainingSection({ artifact, settings }: RetrievalReportInput): Section {
  const { evaluate: _, ...reported } = settings;
  return {
    id: "training",
    title: "Training",
    blocks: [
      tableOf(artifact.models, [
        left("model", ({ key }) => key),
        right("tower parameters", ({ parameters }) => formatCount(parameters.dense)),
        right("embedding parameters", ({ parameters }) => formatCount(parameters.embedding)),
        right("epochs", ({ runs }) => runs.map(({ epochs }) => epochs.labels).join(", ")),
        right("with pseudo labels", ({ runs }) => runs.map(({ epochs }) => epochs.selfTraining).join(", ")),
        right("validation recall", (model) => formatScore(meanValidation(model, "recall"))),
        right("without self-training", (model) =>
          model.selfTraining ? formatScore(meanValidation(model, "withoutSelfTraining")) : "–",
        ),
      ]),
      {
        kind: "paragraph",
        text: artifact.models.some(isValidated)
          ? "Epochs of each seed, chosen by the recall of one held-out training item a user; test items play no part in it."
          : "Epochs of each seed: no training item was held out, so that all epochs were trained and the last one was kept.",
      },
      { kind: "code", language: "yaml", text: stringify(reported, { lineWidth: 0, aliasDuplicateObjects: false }) },
    ],
  };
}

function meanValidation({ runs }: RetrievalModel, key: "recall" | "withoutSelfTraining"): number | null {
  const values = runs.flatMap(({ validation }) => (validation === null ? [] : [validation[key]]));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How each domain's adaptation layer weighs the features (ADI, Fig. 5); no section without such a model. */
export function adaptationSections({ artifact }: RetrievalReportInput): Section[] {
  const blocks = artifact.models.flatMap(({ key, adaptation }, m): Block[] =>
    (["user", "item"] as const).flatMap((tower): Block[] => {
      const cells = adaptation?.[tower] ?? null;
      if (cells === null) return [];
      const measure = `${key}: mean weight of a feature in the ${tower} tower`;
      const chart = heatMap({
        domains: artifact.domains,
        columns: { names: artifact.fields[tower], what: "features" },
        cells,
        measure,
        format: "score",
        file: artifactFile,
      });
      return [{ kind: "chart", file: `adaptation-${m}-${tower}`, title: `${key}: ${tower} tower, by domain`, chart }];
    }),
  );
  const about =
    "What the adaptation layer of each domain multiplies the embedding of a feature by (ADI, Fig. 5): the mean over the users or items that the " +
    "domain has in training, of the first seed.";
  const all: Block[] = [{ kind: "paragraph", text: about }, ...blocks];
  return blocks.length === 0 ? [] : [{ id: "adaptation", title: "Adaptation by domain", blocks: all }];
}
