import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { valueBins } from "../../src/ranking/value-bins.ts";

const limit = 24;

/** Numbers that follow each other in float64, the first of them 1 - 25 * 2^-53. */
const besideOne = Array.from({ length: 50 }, (_, v) => (v < 25 ? 1 - (25 - v) * 2 ** -53 : 1 + (v - 25) * 2 ** -52));

describe("bins of values", () => {
  it("have round edges between the 1st and 99th percentile, and reach to the extremes", () => {
    const points = [-70, ...Array.from({ length: 101 }, (_, v) => v / 10), 900];
    const { edges, labels } = valueBins(points, [1, ...points.slice(2).map(() => 10), 1], limit);
    expect(edges).toEqual([-70, ...Array.from({ length: 21 }, (_, k) => k / 2), 900]);
    expect(labels.at(0)).toBe("[-70, 0)");
    expect(labels.at(-1)).toBe("[10, 900]");
  });

  it("have as many digits as tell them apart", () => {
    const days = Array.from({ length: 14 }, (_, v) => 20_240_101 + v);
    expect(valueBins(days, days, limit).labels).toEqual(days.map(String));
    const seconds = Array.from({ length: 100 }, (_, v) => 1_700_006_400 + 864 * v);
    const { labels, edges } = valueBins(
      seconds,
      seconds.map(() => 1),
      limit,
    );
    expect(labels.slice(0, 2)).toEqual([`[${edges[0]}, ${edges[1]})`, `[${edges[1]}, ${edges[2]})`]);
    expect(valueBins([1 / 3, 2 / 3], [1, 1], limit).labels).toEqual(["0.333333", "0.666667"]);
    expect(valueBins(besideOne.slice(0, 24), besideOne, limit).labels).toEqual(besideOne.slice(0, 24).map(String));
  });

  it("lie between the extremes where nearly all values are as close as float64 tells them apart", () => {
    const points = [-1, ...besideOne, 3];
    const weights = [1, ...besideOne.map(() => 10), 1];
    const { edges, binOf } = valueBins(points, weights, limit);
    expect(edges).toEqual([
      -1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.4, 1.6, 1.8, 2, 2.2, 2.4, 2.6, 2.8, 3,
    ]);
    expect(binOf[0]).toBe(0);
    expect(binOf[points.length - 1]).toBe(19);
  });

  it("end where nearly all values are neighbours in float64", () => {
    const sides = Array.from({ length: 12 }, (_, v) => v + 2);
    const points = [...sides.toReversed().map((v) => -v), 1 - 2 ** -53, 1, 1 + 2 ** -52, ...sides];
    const { edges } = valueBins(
      points,
      points.map((point) => (Math.abs(point) < 2 ? 1e4 : 1)),
      limit,
    );
    expect(edges).toEqual([-13, -12, -10, -8, -6, -4, -2, 0, 2, 4, 6, 8, 10, 12, 13]);
  });

  it("are one where all values are as close as that", () => {
    const { edges, binOf } = valueBins(besideOne, besideOne, limit);
    expect(edges).toEqual([besideOne[0], besideOne[49]]);
    expect(new Set(binOf)).toEqual(new Set([0]));
  });

  it("lie between the extremes where nearly all values are one", () => {
    const points = Array.from({ length: 30 }, (_, v) => v);
    const { edges } = valueBins(
      points,
      points.map((v) => (v === 7 ? 1e6 : 1)),
      limit,
    );
    expect(edges.slice(0, 4)).toEqual([0, 2, 4, 6]);
  });

  it("have ascending edges, and hold their points, for values of any size and distance", () => {
    const log = fc.record({
      size: fc.integer({ min: -300, max: 300 }),
      gap: fc.integer({ min: -18, max: 3 }),
      sign: fc.constantFrom(-1, 0, 1),
      steps: fc.array(fc.tuple(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 })), {
        minLength: 26,
        maxLength: 60,
      }),
    });
    fc.assert(
      fc.property(log, ({ size, gap, sign, steps }) => {
        let place = 0;
        const all = steps.map(([step]) => 10 ** size * (sign + 10 ** gap * (place += step)));
        const points = [...new Set(all)];
        const { edges, binOf } = valueBins(
          points,
          steps.map(([, weight]) => weight),
          1,
        );
        const ascend = points.length === 1 || edges.every((edge, i) => i === 0 || edge > edges[i - 1]);
        return ascend && points.every((point, v) => point >= edges[binOf[v]] && point <= edges[binOf[v] + 1]);
      }),
    );
  });
});
