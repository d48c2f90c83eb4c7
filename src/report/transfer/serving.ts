import type { Section } from "../blocks.ts";
import { formatCount, formatScore } from "../format.ts";
import type { TransferReportInput } from "./report-input.ts";

/** What of MKT serves the target, and how far the exported model is from the trainer's. */
export function servingSections({ artifact: { serving, target } }: TransferReportInput): Section[] {
  if (serving === null) return [];
  const { seed, onnx, frozenParameters, frozenFeatures, leftOut } = serving;
  return [
    {
      id: "serving",
      title: "Serving model",
      blocks: [
        {
          kind: "paragraph",
          text: [
            { code: "mkt/model.onnx" },
            ` serves ${target}: ids in, logit and probability out. It is the model of seed ${seed}, the first one and not the best one: TEM whole, with the ${frozenParameters.length} ` +
              `tensors of MEM that it reads and MEM's tables of ${frozenFeatures.length} features (${frozenFeatures.join(", ")}). The other ${leftOut.length} tensors of MEM, the branches of ` +
              "other entities, the extractors of independent knowledge and the click towers, were needed in training only and are not in it; nor is a feature that only other entities have. ",
            { code: "mkt/model.safetensors" },
            ` holds the same weights. The largest difference in probability from the trainer, over ${formatCount(onnx.rows)} test rows, is ${formatScore(onnx.maxAbsDifference)}; ` +
              "rounding of float32 alone gives some 1e-7.",
          ],
        },
        {
          kind: "details",
          summary: "Tensors of MEM",
          blocks: [
            { kind: "heading", text: "In the serving model" },
            { kind: "code", language: "text", text: frozenParameters.join("\n") },
            { kind: "heading", text: "Left out" },
            { kind: "code", language: "text", text: leftOut.join("\n") },
          ],
        },
      ],
    },
  ];
}
