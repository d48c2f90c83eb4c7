import { describe, expect, it } from "vitest";
import { retrievalSchema } from "../../../src/config/retrieval-schema.ts";
import { buildTowers, parameterCount } from "../../../src/training/two-tower/build-towers.ts";
import { retrievalVariants } from "../../../src/training/two-tower/retrieval-variants.ts";
import { retrievalModelNames } from "../../../src/util/retrieval-names.ts";
import { retrievalStudyNames } from "../../../src/util/retrieval-studies.ts";

const required = { user: "u", item: "i", evaluate: [{ domain: "a", positives: "p.tsv" }] };
const settingsOf = (more: Readonly<Record<string, unknown>> = {}) => retrievalSchema.parse({ ...required, ...more });
const shape = { fields: { user: 2, item: 1 }, embeddingSize: 8, domains: 3 };

describe("the variants of a retrieval", () => {
  it("are the models of the config, of which ADI alone trains itself", () => {
    const selfTraining = { percent: 5, step: 5, epochs: 3, rate: 0.5 };
    const variants = retrievalVariants(settingsOf({ models: ["adi", "dnn"], selfTraining }));
    expect(variants.map(({ key, selfTraining: own }) => [key, own])).toEqual([
      ["adi", selfTraining],
      ["dnn", null],
    ]);
  });

  it.each(retrievalStudyNames)("of the study %s can be built, and no two are alike", (study) => {
    const settings = settingsOf({ study });
    const variants = retrievalVariants(settings);
    const built = variants.map((variant) =>
      JSON.stringify([buildTowers(variant, shape, settings).options, variant.selfTraining]),
    );
    expect(new Set(built).size).toBe(variants.length);
    expect(variants.length).toBeGreaterThan(2);
  });
});

describe("the towers of a model", () => {
  const towersOf = (model: (typeof retrievalModelNames)[number], more: Readonly<Record<string, unknown>> = {}) =>
    buildTowers({ model, options: {} }, shape, settingsOf(more));

  it.each(retrievalModelNames)("of %s have vectors of the size asked for and parameters like ADI's", (model) => {
    const [own, adi] = [model, "adi" as const].map((name) =>
      parameterCount(towersOf(name, { hidden: [32], output: 16 }).towers),
    );
    // A unit of the only hidden layer has some hundred parameters in all of its networks together.
    expect(Math.abs(own - adi)).toBeLessThan(200);
  });

  it("keep their layers where the config gives them", () => {
    const { options } = towersOf("dnn", { options: { dnn: { hidden: [5] } } });
    expect(options["hidden"]).toEqual([5]);
  });
});
