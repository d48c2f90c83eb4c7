import { expect, it } from "vitest";
import { renderSvg } from "../../../src/report/charts/render-svg.ts";
import { valueDensities } from "../../../src/report/charts/value-densities.ts";

/** The texts of the picture of four bins between -size and size. */
function textsOf(size: number): string[] {
  const edges = [-size, -size / 2, 0, size / 2, size];
  const shares = [0.1, 0.2, 0.3, 0.4];
  const svg = renderSvg(valueDensities(edges, [{ name: "a", color: "#000000", plain: shares, effect: null }]), "p");
  return Array.from(svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g), ([, text]) => text.trim());
}

it.each([
  [1e3, ["value", "share per unit"]],
  [6e19, ["value, in 1e+19", "share per 1e+19"]],
  [1e150, ["value, in 1e+150", "share per 1e+150"]],
  [4e-21, ["value, in 1e-21", "share per 1e-21"]],
])("densities of numbers up to %d are drawn in a unit that axes can show", (size, names) => {
  expect(textsOf(size)).toEqual(expect.arrayContaining(names));
});
