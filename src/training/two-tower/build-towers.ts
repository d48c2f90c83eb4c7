import type { Config } from "../../config/schema.ts";
import { adiDefaults } from "../../models/adi/adi-options.ts";
import { adiTowers } from "../../models/two-tower/adi-towers.ts";
import { baselineDefaults, ownOptions } from "../../models/two-tower/baseline-options.ts";
import { baselineTowers } from "../../models/two-tower/baseline-towers.ts";
import type { TowersShape, TwoTowers } from "../../models/two-tower/two-towers.ts";
import { filledOptions } from "../filled-options.ts";
import { matchedHidden } from "./equal-sizes.ts";
import type { RetrievalVariant } from "./retrieval-variants.ts";

type Settings = Pick<
  NonNullable<Config["retrieval"]>,
  "hidden" | "output" | "normalize" | "temperature" | "equalSizes" | "options"
>;

/** The towers of a model with all their options. */
export interface BuiltTowers {
  readonly towers: TwoTowers;
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Builds a model of the config. What `options` does not say of a model is as in the settings that all share; the hidden layers of the models
 * beside ADI are then as wide as it takes to have ADI's number of parameters (ADI 5.1.4). Errors: as `adiNetwork`.
 */
export function buildTowers(
  { model, options: own }: Pick<RetrievalVariant, "model" | "options">,
  shape: TowersShape,
  settings: Settings,
): BuiltTowers {
  const { hidden, output, normalize, temperature, equalSizes } = settings;
  const given = { ...settings.options[model], ...own };
  const adi = (chosen: Readonly<Record<string, unknown>>): BuiltTowers => {
    const defaults = { ...adiDefaults, hidden, forward: [output], normalize, temperature };
    const options = filledOptions(defaults, chosen);
    return { towers: adiTowers(shape, options), options: { ...options } };
  };
  if (model === "adi") return adi(given);
  const defaults = { ...baselineDefaults, hidden, output, normalize, temperature };
  const options = filledOptions(defaults, given);
  if (!equalSizes || "hidden" in given)
    return { towers: baselineTowers(model, shape, options), options: ownOptions(model, options) };
  const build = (units: readonly number[]): TwoTowers => baselineTowers(model, shape, { ...options, hidden: units });
  const target = adi(settings.options.adi ?? {});
  const matched = matchedHidden(options.hidden, parameterCount(target.towers), (units) => parameterCount(build(units)));
  return { towers: build(matched), options: ownOptions(model, { ...options, hidden: matched }) };
}

/** Trainable numbers of the towers, without embedding tables. */
export function parameterCount({ specs }: TwoTowers): number {
  return specs.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
}
