import type { Config } from "../../config/schema.ts";
import type { TransferArtifact, TransferModel } from "../../data/artifacts/transfer.ts";
import type { TransferAblation, TransferName } from "../../util/transfer-names.ts";

export interface Spread {
  readonly mean: number | null;
  readonly deviation: number | null;
}

/** A metric against that of another model, paired by seed. */
export interface Difference {
  readonly mean: number | null;
  readonly pValue: number | null;
}

/** A line of the comparison, as `compareTransfer` gives it. */
export interface TransferLine {
  readonly model: TransferName;
  readonly auc: Spread;
  readonly gauc: Spread;
  readonly logLoss: Spread;
  readonly groups: readonly { readonly auc: Spread; readonly gauc: Spread }[];
  readonly against: { readonly model: TransferName; readonly auc: Difference; readonly gauc: Difference } | null;
  readonly wins: boolean;
}

/** MKT against another model, as `compareMkt` gives it. */
export interface MktLine {
  readonly model: TransferName;
  readonly auc: Difference;
  readonly gauc: Difference;
}

/** A line of the ablations, as `compareAblations` gives it. */
export interface AblationLine {
  readonly ablation: TransferAblation;
  readonly auc: Spread;
  readonly gauc: Spread;
  readonly difference: { readonly auc: Difference; readonly gauc: Difference };
}

/** What the report on transfer is made from. */
export interface TransferReportInput {
  readonly artifact: TransferArtifact;
  /** Best first. */
  readonly lines: readonly TransferLine[];
  /** MKT against each other model; empty without it. */
  readonly mkt: readonly MktLine[];
  readonly ablations: readonly AblationLine[];
  /** The config's `base`: what all models share. */
  readonly settings: Config["base"];
}

/** The trained models in the order of the comparison, best first. */
export function modelsInOrder({ artifact, lines }: TransferReportInput): TransferModel[] {
  const place = new Map(lines.map(({ model }, index) => [model, index]));
  return artifact.models.toSorted((a, b) => (place.get(a.model) ?? 0) - (place.get(b.model) ?? 0));
}

/** The level below which a p-value is called more than chance. */
export const alpha = 0.05;
