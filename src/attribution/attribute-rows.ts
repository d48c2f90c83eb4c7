import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { EffectPart, EffectsWriter } from "../data/effects-writer.ts";
import type { Attributed } from "./attribute-batches.ts";
import { DependenceSums } from "./dependence.ts";
import { EffectCells } from "./effect-cells.ts";
import { OverflowGuard } from "./overflow-guard.ts";
import { ResidualHistogram } from "./residual-histogram.ts";

/** The effect weight of an attribution a (DSFM, Eq. 3, with weights that cannot be negative). */
const effectWeights = {
  abs: (a: number) => Math.abs(a),
  positive: (a: number) => Math.max(a, 0),
  none: () => 1,
} satisfies Record<AttributeArtifact["effect"], (a: number) => number>;

export interface AttributionPass {
  readonly residuals: ResidualHistogram;
  readonly dependence: DependenceSums;
  /** False when `goOn` stopped it: its sums are then of some rows only. */
  readonly complete: boolean;
}

export interface PassOptions {
  readonly encode: EncodeArtifact;
  readonly attributed: AsyncIterable<Attributed>;
  /** Rows of a batch, at most. */
  readonly batchSize: number;
  readonly effect: AttributeArtifact["effect"];
  readonly writer: EffectsWriter;
  /** Asked after every batch; false ends the pass. */
  readonly goOn: (residuals: ResidualHistogram) => boolean;
}

/** One pass over the rows: effect histograms go to the writer, residuals and dependence come back. Memory does not grow with the rows. */
export async function attributeRows(options: PassOptions): Promise<AttributionPass> {
  const { encode, attributed, batchSize, effect, writer, goOn } = options;
  const stride = encode.features.length;
  const domains = encode.domains.length;
  const cells = encode.features.map((feature) => new EffectCells(feature, domains));
  const dependence = new DependenceSums(
    encode.features.map(({ name }) => `feature ${name}`),
    domains,
  );
  const residuals = new ResidualHistogram();
  const guard = new OverflowGuard(
    encode.features.map(({ name }) => name),
    (feature) => writer.largest(feature),
  );
  const hand = async (part: EffectPart): Promise<void> => {
    await writer.add(part);
    await guard.add(part);
  };
  const weights = new Float64Array(batchSize * stride);
  const weightOf = effectWeights[effect];
  let number = 0;
  for await (const { batch, scores, residuals: ofBatch } of attributed) {
    number++;
    for (let i = 0; i < batch.rows * stride; i++) weights[i] = weightOf(scores[i]);
    for (let b = 0; b < batch.rows; b++) residuals.add(ofBatch[b]);
    dependence.add(scores, batch.domain, batch.rows);
    for (const [f, cell] of cells.entries()) {
      cell.add({ ...batch, number, ids: batch.features[f], weights, stride, column: f });
      for (const part of cell.take()) await hand(part);
    }
    if (!goOn(residuals)) return { residuals, dependence, complete: false };
  }
  for (const cell of cells) for (const part of cell.take(true)) await hand(part);
  return { residuals, dependence, complete: true };
}
