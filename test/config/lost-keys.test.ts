import { expect, it } from "vitest";
import { parseConfig } from "../../src/config/load.ts";

const pipeline = (features: string): string =>
  `name: t\ndataset: { files: [x] }\ndomain: d\nlabel: y\nfeatures: ${features}\n`;

it.each([
  ["a feature", pipeline("{ a: { kind: numerical }, __proto__: { kind: numerical } }"), [], "features.__proto__"],
  [
    "a column of --set",
    pipeline("{ a: { kind: numerical } }"),
    ["dataset.columns.__proto__=bigint"],
    "dataset.columns.__proto__",
  ],
])("refuses %s called __proto__ instead of losing it", (_, text, sets, named) => {
  expect(() => parseConfig(text, "t.yaml", sets)).toThrow(`${named}: reserved name`);
});

it("sets no prototype from a config", () => {
  expect(() => parseConfig(pipeline("{ a: { kind: numerical } }"), "t.yaml", ["__proto__.polluted=1"])).toThrow(
    "reserved name",
  );
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});
