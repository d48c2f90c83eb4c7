import { describe, expect, it } from "vitest";
import type { EffectHistogram } from "../../src/data/read-effects.ts";
import { cellSensitivity } from "../../src/ranking/cell-sensitivity.ts";
import { rowSensitivity } from "../../src/ranking/row-sensitivity.ts";

const [values, domains] = [3, 2];

/** One row a value and domain, with the attribution [V][D]; negative ones have no effect. */
function histogram(attributions: readonly (readonly number[])[]): EffectHistogram {
  const flat = attributions.flat();
  const ones = new Float64Array(flat.length).fill(1);
  const effect = Float64Array.from(flat, (a) => Math.max(0, a));
  return {
    domains,
    ids: Int32Array.from({ length: values }, (_, v) => v + 3),
    offsets: Int32Array.from({ length: values + 1 }, (_, v) => v * domains),
    domain: Int32Array.from(flat, (_, c) => c % domains),
    rows: ones,
    elements: ones,
    mass: ones,
    effect,
    effectSquared: effect.map((w) => w * w),
  };
}

describe("the sensitivity of a histogram", () => {
  it.each([
    ["the first domain", [-5, 10]],
    ["the second domain", [10, -5]],
  ])("is that of its rows where a value lowers the prediction in every row of %s", (_, lowered) => {
    const attributions = [lowered, [10, 10], [10, 20]];
    const cells = histogram(attributions);
    const rows = {
      group: "categorical-scalar" as const,
      domain: [...cells.domain],
      cells: ["a", "a", "b", "b", "c", "c"],
      attribution: attributions.flat(),
    };
    const want = rowSensitivity(rows, domains, "positive", "std").ds;
    expect(cellSensitivity(cells, cells.effect, null).ds).toBeCloseTo(want, 12);
  });

  it("is ln 2 where a value raises the prediction in one domain alone, and another in the other", () => {
    const cells = histogram([
      [-5, 10],
      [10, -5],
      [-5, -5],
    ]);
    expect(cellSensitivity(cells, cells.effect, null).pairs[1]).toBeCloseTo(Math.LN2, 12);
  });
});
