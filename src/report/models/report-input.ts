import type { Config } from "../../config/schema.ts";
import type { TrainArtifact } from "../../data/artifacts/train.ts";
import type { ModelLine } from "../model-table.ts";

interface Gain {
  readonly mean: number | null;
  readonly deviation: number | null;
  readonly pValue: number | null;
}

/** The model that the others are measured against: the base network. */
export const referenceModel = "shared-dnn";

/** What the report on trained models is made from. */
export interface ModelReportInput {
  readonly artifact: TrainArtifact;
  /** The comparison, best first. */
  readonly lines: readonly ModelLine[];
  /** Every other model against `referenceModel`, as `compareWith` gives it; empty when that was not trained. */
  readonly gains: readonly { readonly model: string; readonly overall: Gain; readonly byDomain: readonly Gain[] }[];
  /** Names of the audit's selected features. */
  readonly selected: readonly string[];
  /** Rows of each split. */
  readonly rows: { readonly train: number; readonly valid: number; readonly test: number };
  /** Dense parameters that `referenceModel` has on these features, trained or not. */
  readonly referenceParameters: number;
  /** The config's `base`: what all models share. */
  readonly settings: Config["base"];
}

/** The trained models in the order of the comparison, best first. */
export function modelsInOrder({ artifact, lines }: ModelReportInput): TrainArtifact["models"] {
  const place = new Map(lines.map(({ model }, index) => [model, index]));
  return artifact.models.toSorted((a, b) => (place.get(a.model) ?? 0) - (place.get(b.model) ?? 0));
}

/** Where the report sends for what it leaves out. */
export function leftOutOf(total: number, shown: number, what: string): string | undefined {
  return total <= shown ? undefined : `… and ${total - shown} more ${what}, in train.json.`;
}
