import type { Config } from "../config/schema.ts";
import { modelTable } from "../models/index.ts";
import type { ModelName } from "../util/model-names.ts";
import { filledOptions } from "./filled-options.ts";

/** A model of the table with its options and what its extractor reads: what one line of a comparison trains. */
export interface Variant {
  /** Names its folder and its scratch folders, and labels it in tables: lower-case letters, digits and dashes. */
  readonly key: string;
  readonly model: ModelName;
  /** Every option of the model. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Positions of the features that DSFM's extractor reads. */
  readonly sensitive: readonly number[];
}

/** A model with its defaults and the options of the config. */
export function configuredVariant(
  model: ModelName,
  { base, train }: { base: Config["base"]; train: Pick<Config["train"], "options"> },
  sensitive: readonly number[],
): Variant {
  const defaults = modelTable[model].defaults(base) as Variant["options"]; // Options of a model are a plain object by contract.
  const options = filledOptions(defaults, train.options[model] ?? {});
  return { key: model, model, options, sensitive };
}
