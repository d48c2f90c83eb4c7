import type { Section } from "../blocks.ts";
import { formatCount, formatScore } from "../format.ts";
import { left, right, tableOf } from "../table.ts";
import { modelsInOrder, type ModelReportInput } from "./report-input.ts";

/** Which run of each model was exported, and how far the ONNX model is from the trainer. */
export function exportsSection(input: ModelReportInput): Section {
  const models = modelsInOrder(input);
  const [seed] = input.artifact.seeds;
  return {
    id: "exports",
    title: "Exported models",
    blocks: [
      {
        kind: "paragraph",
        text: [
          `The run of seed ${seed}, the first one and not the best one, is exported for every model: `,
          { code: "<model>/model.onnx" },
          " (ids in, logit and probability out) and ",
          { code: "<model>/model.safetensors" },
          ". The difference is the largest one in probability between the ONNX model and the trainer, over the rows of one batch of the test " +
            "split; rounding of float32 alone gives some 1e-7.",
        ],
      },
      tableOf(
        models,
        [
          left("model", ({ model }) => model),
          right("seed", () => String(seed)),
          right("its test AUC", ({ runs }) => formatScore(runs[0].test.overall.auc)),
          right("largest difference", ({ onnx }) => formatScore(onnx.maxAbsDifference)),
          right("rows compared", ({ onnx }) => formatCount(onnx.rows)),
        ],
        models.length,
      ),
    ],
  };
}
