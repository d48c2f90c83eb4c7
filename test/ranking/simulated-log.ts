import { type EffectMode, effectWeight } from "../../src/distributions/effect-weight.ts";
import type { EffectHistogram } from "../../src/data/read-effects.ts";

/** Rows of one feature: the ids of each row (one for a scalar), its domain and its attribution. */
export interface SimulatedRow {
  readonly domain: number;
  readonly ids: readonly number[];
  readonly attribution: number;
}

/** The histogram that the attribute stage would write for these rows, rounded to its fixed point when `fixed`. */
export function cellsOf(
  rows: readonly SimulatedRow[],
  domains: number,
  mode: EffectMode = "abs",
  fixed = true,
): EffectHistogram {
  const cells = new Map<number, { rows: number; elements: number; mass: number; effect: number; squared: number }>();
  const to = (value: number, bits: number): number => (fixed ? Math.round(value * 2 ** bits) / 2 ** bits : value);
  for (const row of rows) {
    const counts = new Map<number, number>();
    for (const id of row.ids) counts.set(id, (counts.get(id) ?? 0) + 1);
    const w = effectWeight(row.attribution, mode);
    for (const [id, elements] of counts) {
      const key = id * domains + row.domain;
      const cell = cells.get(key) ?? { rows: 0, elements: 0, mass: 0, effect: 0, squared: 0 };
      const c = elements / row.ids.length;
      cells.set(key, {
        rows: cell.rows + 1,
        elements: cell.elements + elements,
        mass: cell.mass + to(c, 30),
        effect: cell.effect + to(w * c, 30),
        squared: cell.squared + to((w * c) ** 2, 36),
      });
    }
  }
  const keys = [...cells.keys()].sort((a, b) => a - b);
  const ids = [...new Set(keys.map((key) => Math.floor(key / domains)))];
  const sorted = keys.map((key) => cells.get(key) ?? { rows: 0, elements: 0, mass: 0, effect: 0, squared: 0 });
  const offsets = new Int32Array(ids.length + 1);
  const place = new Map(ids.map((id, v) => [id, v]));
  for (const key of keys) offsets[(place.get(Math.floor(key / domains)) ?? 0) + 1]++;
  for (let v = 0; v < ids.length; v++) offsets[v + 1] += offsets[v];
  return {
    domains,
    ids: Int32Array.from(ids),
    offsets,
    domain: Int32Array.from(keys, (key) => key % domains),
    rows: Float64Array.from(sorted, (cell) => cell.rows),
    elements: Float64Array.from(sorted, (cell) => cell.elements),
    mass: Float64Array.from(sorted, (cell) => cell.mass),
    effect: Float64Array.from(sorted, (cell) => cell.effect),
    effectSquared: Float64Array.from(sorted, (cell) => cell.squared),
  };
}
