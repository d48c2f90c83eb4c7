import type { AdiOptions } from "../adi/adi-options.ts";
import { adiNetwork } from "../adi/two-towers.ts";
import type { TowersShape, TwoTowers } from "./two-towers.ts";

/** ADI as towers for training and serving. Errors: as `adiNetwork`. */
export function adiTowers(shape: TowersShape, options: AdiOptions): TwoTowers {
  const network = adiNetwork(shape, options);
  const { specs, state } = network;
  const tower: TwoTowers["tower"] = (name, parameters, x, rows) => network.tower(name, parameters, x, rows);
  return { ...shape, specs, state, tower, temperature: options.temperature, ownTables: false };
}
