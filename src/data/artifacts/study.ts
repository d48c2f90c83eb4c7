import { z } from "zod";
import { studyNames } from "../../util/study-names.ts";
import { selectionSchema } from "./selection.ts";
import { trainSchema } from "./train.ts";

const count = z.int().min(0);
const spread = z.object({ mean: z.number().nullable(), deviation: z.number().nullable() });
const { model, options } = trainSchema.shape.models.element.shape;
const { domains, batchSize, seeds, device, dependenceRows } = trainSchema.shape;
const { group, ds } = selectionSchema.shape.selected.element.shape;

/**
 * `study.json` of a study's folder, such as `11-study-ablation`. Beside it `study.md` and `study.svg`, and per variant and for its first
 * seed `<key>/model.safetensors` and `<key>/model.onnx`, as the train stage writes them.
 */
export const studySchema = z.object({
  study: z.enum(studyNames),
  domains,
  batchSize,
  seeds,
  device,
  dependenceRows,
  variants: z.array(
    z.object({
      key: z.string(),
      model,
      options,
      sensitive: z.array(z.string()).describe("features that the extractor of DSFM reads"),
      parameters: count,
      flopsPerRow: trainSchema.shape.models.element.shape.flopsPerRow,
      auc: spread.describe("on test rows; mean and sample standard deviation over the seeds, null without a metric"),
      logLoss: spread,
      aucByDomain: z.array(spread),
      against: z.string().nullable().describe("the variant that this one is compared with"),
      difference: z.number().nullable().describe("of the mean test AUC, this variant minus that one"),
      differenceByDomain: z.array(z.number().nullable()),
      pValue: z.number().nullable().describe("two-sided paired t-test over the seeds; null with fewer than two"),
      runs: trainSchema.shape.models.element.shape.runs,
    }),
  ),
  features: z
    .array(
      z.object({
        feature: z.string(),
        group,
        dsRank: z.int().min(1).describe("of the audit, within the group"),
        ds,
        selected: z.boolean(),
        /** In the order of `variants`. */
        meanAbs: z.array(z.number()).describe("mean |IG| over the measured test rows, averaged over the seeds"),
        ranks: z.array(z.int().min(1)).describe("over all features, by meanAbs"),
        seedRanks: z.array(z.array(z.int().min(1))).describe("per variant and seed"),
      }),
    )
    .nullable()
    .describe("what each variant depends on, in the study of dependence; null in the others"),
});
export type StudyArtifact = z.infer<typeof studySchema>;
export type StudiedVariant = StudyArtifact["variants"][number];
export type StudiedFeature = NonNullable<StudyArtifact["features"]>[number];
