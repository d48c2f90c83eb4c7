import fc from "fast-check";
import { expect, it } from "vitest";
import { ResidualHistogram } from "../../src/attribution/residual-histogram.ts";

it("gives percentiles within one bin, 2^-7 wide, above the exact ones", () => {
  const residuals = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(residuals, fc.constantFrom(0.5, 0.9, 0.95, 1), (all, share) => {
      const histogram = new ResidualHistogram();
      for (const residual of all) histogram.add(residual);
      const sorted = all.map(Math.abs).sort((a, b) => a - b);
      const exact = sorted[Math.ceil(share * all.length) - 1];
      const found = histogram.percentile(share);
      expect(found).toBeGreaterThanOrEqual(exact);
      // Below the normal range the bins are wider than relative.
      expect(found).toBeLessThanOrEqual(exact * (1 + 2 ** -7) + 1e-300);
    }),
  );
});

it("keeps the exact maximum", () => {
  const histogram = new ResidualHistogram();
  for (const residual of [0.1, -0.7, 0.3]) histogram.add(residual);
  expect(histogram.max).toBe(0.7);
});
