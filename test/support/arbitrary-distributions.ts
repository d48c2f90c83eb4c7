import fc from "fast-check";

/** A distribution over `values` values with some masses exactly 0; it sums to 1 up to rounding. */
export function distribution(values: number): fc.Arbitrary<number[]> {
  return fc
    .array(fc.integer({ min: 0, max: 20 }), { minLength: values, maxLength: values })
    .filter((counts) => counts.some((count) => count > 0))
    .map((counts) => {
      const sum = counts.reduce((all, count) => all + count, 0);
      return counts.map((count) => count / sum);
    });
}

/** `many` distributions over one support of 1 to 12 values. */
export function distributions(many: number): fc.Arbitrary<number[][]> {
  return fc
    .integer({ min: 1, max: 12 })
    .chain((values) => fc.array(distribution(values), { minLength: many, maxLength: many }));
}

/** `many` distributions with an ascending support of multiples of 1/4: shifts by integers are exact. */
export function onSupport(many: number): fc.Arbitrary<{ support: number[]; masses: number[][] }> {
  return distributions(many).chain((masses) =>
    fc
      .uniqueArray(fc.integer({ min: -400, max: 400 }), { minLength: masses[0].length, maxLength: masses[0].length })
      .map((points) => ({ support: points.toSorted((a, b) => a - b).map((point) => point / 4), masses })),
  );
}
