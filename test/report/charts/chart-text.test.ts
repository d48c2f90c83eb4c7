import { expect, it } from "vitest";
import { nameAxis } from "../../../src/report/charts/name-axis.ts";
import { renderSvg } from "../../../src/report/charts/render-svg.ts";

const inherited = Object.getOwnPropertyNames(Object.prototype);

/** Bars that are named, in both pictures, as what every object inherits. */
function picture(): string {
  const option = {
    xAxis: { type: "value" as const }, // widens to string without it
    yAxis: nameAxis(inherited),
    series: [{ type: "bar" as const, data: inherited.map((_, i) => i) }], // the same
  };
  return renderSvg({ option, width: 700, height: 600 }, "names");
}

it("draws values named as what every object inherits, and leaves objects as they are", () => {
  const first = picture();
  expect(picture()).toBe(first);
  const texts = Array.from(first.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text.trim());
  expect(texts).toEqual(expect.arrayContaining(inherited));
  const found: string[] = [];
  for (const key in {}) found.push(key);
  expect(found).toEqual([]);
  expect(Object.keys(Object)).toEqual([]);
});
