import type { TrainedModel } from "../../data/artifacts/train.ts";
import type { Block, Section } from "../blocks.ts";
import { type Curve, learningCurves } from "../charts/learning-curves.ts";
import { formatScore } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { modelsInOrder, type ModelReportInput } from "./report-input.ts";

type Epoch = TrainedModel["runs"][number]["history"][number];

const measures = [
  { file: "valid-auc", title: "Validation AUC", of: (epoch: Epoch) => epoch.validAuc },
  { file: "valid-log-loss", title: "Validation log loss", of: (epoch: Epoch) => epoch.validLogLoss },
  { file: "train-loss", title: "Training loss", of: (epoch: Epoch) => epoch.trainLoss },
] as const;

/** How the models learned, epoch by epoch, and how each run ended. */
export function learningSection(input: ModelReportInput): Section {
  const models = modelsInOrder(input);
  const charts = measures.map(({ file, title, of }): Block => {
    const curves = models.map((model) => curveOf(model, of));
    return { kind: "chart", file, title: `${title} by epoch`, chart: learningCurves(curves, title) };
  });
  return {
    id: "learning",
    title: "Learning curves",
    blocks: [
      {
        kind: "paragraph",
        text:
          "Means over the seeds, models in the order of the comparison. A line turns thin and pale where some seed has stopped: from there it is the " +
          "mean of those that went on. The training loss is that of the steps, with dropout where there is any.",
      },
      ...charts,
      { kind: "details", summary: "Every run", blocks: [runsTable(models)] },
    ],
  };
}

/** Mean of a measure over the seeds that reached each epoch; epochs without it are left out. */
export function curveOf(
  { model, runs }: { readonly model: string; readonly runs: readonly Pick<TrainedModel["runs"][number], "history">[] },
  of: (epoch: Epoch) => number | null,
): Curve {
  const last = Math.max(...runs.map(({ history }) => history.length));
  const points = Array.from({ length: last }, (_, e) => {
    const values = runs.flatMap(({ history }) => (e < history.length ? [of(history[e])] : []));
    const known = values.filter((value) => value !== null);
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return known.length === values.length ? [{ epoch: e + 1, mean }] : [];
  });
  return { name: model, points: points.flat(), complete: Math.min(...runs.map(({ history }) => history.length)) };
}

function runsTable(models: readonly TrainedModel[]): Block {
  const lines = models.flatMap(({ model, runs }) => runs.map((run) => ({ model, run })));
  return tableOf(
    lines,
    [
      left("model", ({ model }) => model),
      right("seed", ({ run }) => String(run.seed)),
      right("best epoch", ({ run }) => `${run.bestEpoch} of ${run.history.length}`),
      left("stopped by", ({ run }) => run.stoppedBecause),
      right("valid AUC", ({ run }) => formatScore(run.valid.overall.auc)),
      right("test AUC", ({ run }) => formatScore(run.test.overall.auc)),
      right("test log loss", ({ run }) => formatScore(run.test.overall.logLoss)),
    ],
    lines.length,
  );
}
