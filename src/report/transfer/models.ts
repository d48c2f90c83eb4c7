import { stringify } from "yaml";
import type { TransferModel } from "../../data/artifacts/transfer.ts";
import type { Block, Section, Text } from "../blocks.ts";
import { formatCount } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { methodTexts } from "./method-texts.ts";
import { modelsInOrder, type TransferReportInput } from "./report-input.ts";

/** What every model is, what it is trained on in which order, and what it costs. */
export function modelsSection(input: TransferReportInput): Section {
  const models = modelsInOrder(input);
  const options = Object.fromEntries(models.map(({ model, options: own }) => [model, own]));
  return {
    id: "models",
    title: "What was trained",
    blocks: [
      { kind: "list", items: models.map(modelText) },
      {
        kind: "paragraph",
        text:
          "All models share the settings of base and the seeds. A model that learns from the target alone has no features of other entities; the others have all, and a feature " +
          "is null in rows of an entity that lacks it. For the same seed, models that read the same features start their tables from the same random numbers; where one of them " +
          "leaves features out, a table need not start as it does in the others. Each phase keeps its best epoch: by the target's validation rows, " +
          "for the source by the source's, for MEM by those of all that it is trained on. Frozen parameters come from an earlier phase: they are read and not trained. FLOPs " +
          "are those of one prediction, counted from the compiled graph: 2 per multiply-add, 1 per other element, without the look-up of embeddings.",
      },
      sizes(models),
      yamlDetails("Options of each model", options),
      yamlDetails("All settings that the models share", { base: input.settings }),
    ],
  };
}

function modelText({ model, runs }: TransferModel): Text {
  const phases = runs[0].phases.map(({ phase, rows, batchSize }, n) => {
    const step = runs[0].phases.length === 1 ? "" : `${n + 1}. `;
    return `${step}${phase}, ${formatCount(rows)} rows in batches of ${formatCount(batchSize)}`;
  });
  return [{ strong: model }, `: ${methodTexts[model].about}. ${phases.join("; ")}.`];
}

function sizes(models: readonly TransferModel[]): Block {
  return tableOf(
    models,
    [
      left<TransferModel>("model", ({ model }) => model),
      right("embedding parameters", ({ parameters }) => formatCount(parameters.embedding)),
      right("dense parameters", ({ parameters }) => formatCount(parameters.dense)),
      right("frozen parameters", ({ parameters }) => formatCount(parameters.frozen)),
      right("FLOPs/row", ({ flopsPerRow }) => formatCount(flopsPerRow)),
      right("graph nodes", ({ graphNodes }) => formatCount(graphNodes)),
    ],
    models.length,
  );
}

function yamlDetails(summary: string, value: unknown): Block {
  const text = stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
  return { kind: "details", summary, blocks: [{ kind: "code", language: "yaml", text }] };
}
