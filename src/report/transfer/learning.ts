import type { TransferModel, TransferRun } from "../../data/artifacts/transfer.ts";
import type { Block, Section } from "../blocks.ts";
import { learningCurves } from "../charts/learning-curves.ts";
import { formatScore } from "../format.ts";
import { curveOf } from "../models/learning.ts";
import { left, right, tableOf } from "../table.ts";
import { modelsInOrder, type TransferReportInput } from "./report-input.ts";

type PhaseRun = TransferRun["phases"][number];

/** How the models learned, epoch by epoch: the phase that gives the model, and those before it. */
export function learningSection(input: TransferReportInput): Section {
  const models = modelsInOrder(input);
  const last = models.map(({ model, runs }) => ({ model, runs: runs.map(({ phases }) => phases[phases.length - 1]) }));
  const before = models.flatMap(({ model, runs }) =>
    runs[0].phases
      .slice(0, -1)
      .map((_, n) => ({ model: `${model}, phase ${n + 1}`, runs: runs.map(({ phases }) => phases[n]) })),
  );
  return {
    id: "learning",
    title: "Learning curves",
    blocks: [
      {
        kind: "paragraph",
        text:
          "Means over the seeds. A line turns thin and pale where some seed has stopped: from there it is the mean of those that went on. The last phase of each model is " +
          "validated on the target's rows; an earlier phase on its own, so that its level says nothing against the others.",
      },
      chartOf("valid-auc", "Validation AUC of the last phase", last),
      ...(before.length === 0 ? [] : [chartOf("valid-auc-before", "Validation AUC of the phases before", before)]),
      { kind: "details", summary: "Every run", blocks: [runsTable(models)] },
    ],
  };
}

function chartOf(
  file: string,
  title: string,
  models: readonly { readonly model: string; readonly runs: readonly PhaseRun[] }[],
): Block {
  const curves = models.map((model) => curveOf(model, ({ validAuc }) => validAuc));
  return { kind: "chart", file, title: `${title} by epoch`, chart: learningCurves(curves, title) };
}

function runsTable(models: readonly TransferModel[]): Block {
  const lines = models.flatMap(({ model, runs }) =>
    runs.flatMap(({ seed, phases, test }) =>
      phases.map((phase, n) => ({ model, seed, phase, test: n === phases.length - 1 ? test : undefined })),
    ),
  );
  type Line = (typeof lines)[number];
  return tableOf(
    lines,
    [
      left<Line>("model", ({ model }) => model),
      right("seed", ({ seed }) => String(seed)),
      left("phase", ({ phase }) => phase.phase),
      right("best epoch", ({ phase }) => `${phase.bestEpoch} of ${phase.history.length}`),
      left("stopped by", ({ phase }) => phase.stoppedBecause),
      right("its valid AUC", ({ phase }) => formatScore(phase.history[phase.bestEpoch - 1].validAuc)),
      right("test AUC", ({ test }) => formatScore(test?.auc ?? null)),
      right("test GAUC", ({ test }) => formatScore(test?.gauc ?? null)),
    ],
    lines.length,
  );
}
