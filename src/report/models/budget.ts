import { stringify } from "yaml";
import type { TrainArtifact, TrainedModel } from "../../data/artifacts/train.ts";
import type { RowOptimiser } from "../../util/row-optimisers.ts";
import type { Block, Section, Text } from "../blocks.ts";
import { formatCount } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { modelsInOrder, type ModelReportInput, referenceModel } from "./report-input.ts";

/** What the optimiser of embedding rows adds to that of everything else. */
const optimiserTexts = {
  "lazy-adam": "",
  "rowwise-adagrad": " and, for embeddings, row-wise Adagrad",
} satisfies Record<RowOptimiser, string>;

/** What all models share, what differs between them, and by how much. */
export function budgetSection(input: ModelReportInput): Section {
  const models = modelsInOrder(input);
  const options = Object.fromEntries(models.map(({ model, options: own }) => [model, own]));
  return {
    id: "budget",
    title: "Parameter budget",
    blocks: [
      {
        kind: "paragraph",
        text:
          "The rule: every model gets the same features, the same tables and the same training, and its own defaults on top of the same " +
          "hidden sizes. No model is widened or narrowed until the counts agree; the table says how far they are apart.",
      },
      { kind: "heading", text: "Kept equal" },
      { kind: "list", items: equalItems(input) },
      { kind: "heading", text: "Left to differ" },
      {
        kind: "paragraph",
        text:
          "What a model builds from the hidden sizes: copies per domain, experts, gates, retrievers. A gain at many times the parameters " +
          `is worth less than the same gain at few. Ratios are to ${referenceModel}, which has ` +
          `${formatCount(input.referenceParameters)} dense parameters here.`,
      },
      sizesTable(models, input.referenceParameters),
      yamlDetails("Options of each model", options),
      yamlDetails("All settings that the models share", { base: input.settings }),
    ],
  };
}

/** Dense parameters and FLOPs of each model, with ratios to the base network; FLOPs have one only where that was trained. */
function sizesTable(models: TrainArtifact["models"], referenceParameters: number): Block {
  const reference = models.find(({ model }) => model === referenceModel);
  const times = (value: number, of: number): string => `${(value / of).toFixed(2)} ×`;
  const flops = reference?.flopsPerRow;
  const flopsRatio =
    flops === undefined ? [] : [right<TrainedModel>("ratio of FLOPs", ({ flopsPerRow }) => times(flopsPerRow, flops))];
  return tableOf(
    models,
    [
      left<TrainedModel>("model", ({ model }) => model),
      right("dense parameters", ({ parameters }) => formatCount(parameters.dense)),
      right("ratio", ({ parameters }) => times(parameters.dense, referenceParameters)),
      right("FLOPs/row", ({ flopsPerRow }) => formatCount(flopsPerRow)),
      ...flopsRatio,
      right("graph nodes", ({ graphNodes }) => formatCount(graphNodes)),
    ],
    models.length,
  );
}

function yamlDetails(summary: string, value: unknown): Block {
  const text = stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  return { kind: "details", summary, blocks: [{ kind: "code", language: "yaml", text }] };
}

function equalItems({ artifact, settings }: ModelReportInput): Text[] {
  const { models, batchSize, seeds } = artifact;
  const { hidden, embedding, embeddingOptimiser = "lazy-adam", learningRate, dropout, maxEpochs, patience } = settings;
  const tables = [...new Set(models.map(({ parameters }) => formatCount(parameters.embedding)))].join(" or ");
  return [
    [
      "Hidden sizes: ",
      { strong: hidden.join("-") },
      "; towers, experts and bottoms divide these layers between them, unless the options of a model say otherwise.",
    ],
    [
      "Embeddings: size ",
      { strong: String(embedding) },
      ` unless a feature has its own; the same tables for all, ${tables} parameters; they start from the same numbers for the same seed.`,
    ],
    ["Batches: ", { strong: `${formatCount(batchSize)} rows` }, ", in an order that depends on seed and epoch only."],
    [
      "Optimiser: ",
      { strong: "Adam" },
      `${optimiserTexts[embeddingOptimiser]}, learning rate ${learningRate}; dropout ${dropout}.`,
    ],
    [
      "Epochs: at most ",
      { strong: String(maxEpochs) },
      `; training stops after ${patience} without a better validation metric, and the best epoch's weights are kept.`,
    ],
    ["Seeds: ", { strong: seeds.join(", ") }, ", the same for every model, so that runs are compared in pairs."],
    ["Everything else under ", { code: "base" }, ", listed below."],
  ];
}
