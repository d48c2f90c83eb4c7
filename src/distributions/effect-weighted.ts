export type FeatureGroup = "categorical-scalar" | "categorical-sequence" | "numerical-scalar" | "numerical-sequence";

/** A value of the support: text or number, or null, which is not the text "null". */
export type RawValue = string | number | null;
/** The cell of a row: a value, or a list of values for a sequence; a null sequence is an empty one. */
export type RawCell = RawValue | readonly RawValue[];

/** A domain's distribution over values; `mass` sums to 1 and is null when Z is 0. */
export interface WeightedDistribution {
  /** Sum of the weights of the rows that add something. */
  readonly Z: number;
  readonly mass: ReadonlyMap<RawValue, number> | null;
}

/**
 * Effect-weighted distribution of one domain's rows (DSFM, Eq. 3 and 6). Row b adds weights[b] at its value; an element of a sequence of
 * length L adds weights[b] / L. A null category is a value; a null number and an empty sequence add nothing, to Z neither.
 * Values of mass 0 are left out. @param cells [B] @param weights [B], not negative
 */
export function effectWeightedDistribution(
  cells: readonly RawCell[],
  weights: ArrayLike<number>,
  group: FeatureGroup,
): WeightedDistribution {
  const sums = new Map<RawValue, number>();
  let Z = 0;
  for (let b = 0; b < cells.length; b++) {
    const elements = elementsOf(cells[b], group);
    if (elements.length === 0) continue;
    Z += weights[b];
    const share = weights[b] / elements.length;
    if (share > 0) for (const element of elements) sums.set(element, (sums.get(element) ?? 0) + share);
  }
  if (Z === 0) return { Z, mass: null };
  for (const [value, sum] of sums) sums.set(value, sum / Z);
  return { Z, mass: sums };
}

/** The values that a row adds at: none for an empty sequence or a null number; null elements of numeric sequences are dropped. */
export function elementsOf(cell: RawCell, group: FeatureGroup): readonly RawValue[] {
  const numeric = group.startsWith("numerical");
  if (cell !== null && typeof cell === "object") return numeric ? cell.filter((value) => value !== null) : cell;
  if (cell === null && group !== "categorical-scalar") return [];
  return [cell];
}
