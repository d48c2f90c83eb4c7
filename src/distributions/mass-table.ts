/**
 * Masses of D domains over V values, most of the zeros left out: value v has the cells offsets[v] … offsets[v + 1] - 1, each a domain and its
 * mass. The layout lets one pass over the values serve every pair of domains.
 */
export interface MassTable {
  readonly domains: number;
  readonly values: number;
  /** [V + 1] */
  readonly offsets: Int32Array;
  /** [C] ascending within a value. */
  readonly domain: Int32Array;
  /** [C] not negative, not normalised. */
  readonly mass: Float64Array;
  /** [D] Z: what the masses of a domain are divided by. */
  readonly totals: Float64Array;
}

/** Builds a table from the masses of each domain, a map from value number to mass; zeros are left out. */
export function massTable(values: number, byDomain: readonly ReadonlyMap<number, number>[]): MassTable {
  const domains = byDomain.length;
  const offsets = new Int32Array(values + 1);
  for (const masses of byDomain) for (const [v, mass] of masses) if (mass > 0) offsets[v + 1]++;
  for (let v = 0; v < values; v++) offsets[v + 1] += offsets[v];
  const cursor = offsets.slice();
  const domain = new Int32Array(offsets[values]);
  const mass = new Float64Array(offsets[values]);
  const totals = new Float64Array(domains);
  for (let d = 0; d < domains; d++) {
    for (const [v, held] of byDomain[d]) {
      if (!(held > 0)) continue;
      const cell = cursor[v]++;
      domain[cell] = d;
      mass[cell] = held;
      totals[d] += held;
    }
  }
  return { domains, values, offsets, domain, mass, totals };
}
