import { describe, expect, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import { parseConfig } from "../../../src/config/load.ts";
import { mktOptions } from "../../../src/config/model-options/mkt-options.ts";
import { rankingOptions } from "../../../src/config/model-options/ranking-options.ts";
import { towerOptions } from "../../../src/config/model-options/tower-options.ts";
import { transferOptions } from "../../../src/config/model-options/transfer-options.ts";
import { configSchema } from "../../../src/config/schema.ts";
import type { AdaSparseOptions } from "../../../src/models/adasparse.ts";
import type { AdiOptions } from "../../../src/models/adi/adi-options.ts";
import type { ApgOptions } from "../../../src/models/apg.ts";
import { conet, type ConetOptions } from "../../../src/models/conet.ts";
import { type CtnetOptions, ctnetDefaults } from "../../../src/models/ctnet.ts";
import type { DsfmOptions } from "../../../src/models/dsfm.ts";
import type { FibinetOptions } from "../../../src/models/fibinet.ts";
import type { HinetOptions } from "../../../src/models/hinet.ts";
import { modelTable } from "../../../src/models/index.ts";
import { minetDefaults } from "../../../src/models/minet.ts";
import type { MemOptions, TemOptions } from "../../../src/models/mkt/mkt-options.ts";
import type { PepnetOptions } from "../../../src/models/pepnet.ts";
import type { PleOptions } from "../../../src/models/ple.ts";
import type { StarOptions } from "../../../src/models/star.ts";
import type { BaselineOptions } from "../../../src/models/two-tower/baseline-options.ts";
import { mktSettings } from "../../../src/training/transfer/mkt-settings.ts";
import { buildTowers } from "../../../src/training/two-tower/build-towers.ts";
import { modelNames } from "../../../src/util/model-names.ts";
import { retrievalModelNames } from "../../../src/util/retrieval-names.ts";
import { DomainlensError } from "../../../src/util/errors.ts";

const retrieval = { user: "user", item: "item", evaluate: [{ domain: "a", positives: "p.tsv" }] };
const minimal = {
  name: "tiny",
  dataset: { files: ["*.csv"] },
  domain: "site",
  label: "click",
  features: { user: { kind: "categorical" as const }, item: { kind: "categorical" as const } },
};
const { base } = configSchema.parse(minimal);

function errorOf(more: object): string {
  try {
    // JSON is YAML.
    parseConfig(JSON.stringify({ ...minimal, ...more }), "tiny.yaml");
  } catch (error) {
    if (error instanceof DomainlensError) return error.render();
    throw error;
  }
  throw new Error("the config was accepted");
}

describe("options of models", () => {
  it("are refused with the nearest allowed value, and all of them", () => {
    const error = errorOf({ train: { options: { dsfm: { attention: "lineer" } } } });
    expect(error).toMatch(/tiny\.yaml:1:\d+: train\.options\.dsfm\.attention: is not allowed here/);
    expect(error).toContain('value:  "lineer"');
    expect(error).toContain("did you mean `linear`? Allowed: linear, softmax");
  });

  it.each([
    ["train.options.dsfm.atention", "did you mean `attention`?", { dsfm: { atention: "softmax" } }],
    ["train.options.dsfm.hiddenAttention", "boolean", { dsfm: { hiddenAttention: 3 } }],
    ["train.options.dsfm.base", "shared-dnn", { dsfm: { base: "dsfm" } }],
    ["train.options.dsfm.hidden.1", ">=1", { dsfm: { hidden: [4, 0] } }],
    ["train.options.mmoe.experts", ">=1", { mmoe: { experts: 0 } }],
    ["train.options.fibinet.reduction", ">0", { fibinet: { reduction: 0 } }],
    ["train.options.pepnet.parameterGateInput", "Allowed: domain", { pepnet: { parameterGateInput: "domains" } }],
    ["train.options.dsfmm", "did you mean `dsfm`?", { dsfmm: {} }],
  ])("of train are checked when the config is loaded: %s", (path, hint, options) => {
    const error = errorOf({ train: { options } });
    expect(error).toContain(`${path}: `);
    expect(error).toContain(hint);
  });

  it.each([
    ["sharedGate", "sofmax"],
    ["fusion", "cat"],
    ["fusionGate", "row"],
    ["starActivation", "relus"],
    ["squeezeActivation", "sigmod"],
    ["adaptation", "see"],
    ["adaptationPlacement", "domains"],
    ["forward", []],
    ["momentum", 1],
    ["temperature", 0],
  ])("of adi are checked: %s %j", (name, value) => {
    expect(errorOf({ retrieval: { ...retrieval, options: { adi: { [name]: value } } } })).toContain(
      `retrieval.options.adi.${name}: `,
    );
  });

  it.each([
    ["mem.hfa", { mem: { hfa: "ful" } }],
    ["mem.sharedScope", { mem: { sharedScope: "shared" } }],
    ["mem.crossInput", { mem: { crossInput: "final" } }],
    ["mem.gama", { mem: { gama: 1 } }],
    ["gamma", { gamma: 1 }],
    ["tem.crossInput", { tem: { crossInput: "specific" } }],
    ["tem.transfer.0", { tem: { transfer: ["users"] } }],
    ["memTraining.maxEpochs", { memTraining: { maxEpochs: 0 } }],
    ["temTraining.dropout", { temTraining: { dropout: 1 } }],
  ])("of mkt are checked: %s", (path, mkt) => {
    expect(errorOf({ transfer: { target: "a", options: { mkt } } })).toContain(`transfer.options.mkt.${path}: `);
  });
});

/** The options of a model as a config gives them. */
type Given<Options> = {
  -readonly [Name in keyof Options]?: Options[Name] extends readonly (infer Item)[] ? Item[] : Options[Name];
};
type Ranking<Name extends keyof typeof rankingOptions> = z.infer<(typeof rankingOptions)[Name]>;
type Mkt<Part extends "mem" | "tem"> = NonNullable<z.infer<typeof mktOptions>[Part]>;

describe("the schema of a model's options", () => {
  it("allows the values that the model knows, no more and no less", () => {
    expectTypeOf<Omit<Ranking<"dsfm">, "base">>().toEqualTypeOf<Given<Omit<DsfmOptions, "base">>>();
    expectTypeOf<Ranking<"ple">>().toEqualTypeOf<Given<PleOptions>>();
    expectTypeOf<Ranking<"star">>().toEqualTypeOf<Given<StarOptions>>();
    expectTypeOf<Ranking<"hinet">>().toEqualTypeOf<Given<HinetOptions>>();
    expectTypeOf<Ranking<"apg">>().toEqualTypeOf<Given<ApgOptions>>();
    expectTypeOf<Ranking<"adasparse">>().toEqualTypeOf<Given<AdaSparseOptions>>();
    expectTypeOf<Ranking<"pepnet">>().toEqualTypeOf<Given<PepnetOptions>>();
    expectTypeOf<Ranking<"fibinet">>().toEqualTypeOf<Given<FibinetOptions>>();
    expectTypeOf<z.infer<typeof towerOptions.adi>>().toEqualTypeOf<Given<AdiOptions>>();
    expectTypeOf<z.infer<typeof towerOptions.mmoe>>().toEqualTypeOf<Given<Omit<BaselineOptions, "sharedExperts">>>();
    expectTypeOf<z.infer<typeof towerOptions.ple>>().toEqualTypeOf<Given<Omit<BaselineOptions, "experts">>>();
    expectTypeOf<Mkt<"mem">>().toEqualTypeOf<Given<MemOptions>>();
    expectTypeOf<Mkt<"tem">>().toEqualTypeOf<Given<TemOptions>>();
    expectTypeOf<z.infer<typeof transferOptions.conet>>().toEqualTypeOf<Given<ConetOptions>>();
    expectTypeOf<z.infer<typeof transferOptions.ctnet>>().toEqualTypeOf<Given<CtnetOptions>>();
  });

  const keysOf = (options: unknown): string[] => Object.keys(options as object).toSorted();

  it.each(modelNames)("of %s has its options, and takes their defaults", (name) => {
    const defaults = modelTable[name].defaults(base);
    expect(rankingOptions[name].parse(defaults)).toEqual(defaults);
    expect(Object.keys(rankingOptions[name].shape).toSorted()).toEqual(keysOf(defaults));
  });

  it.each(retrievalModelNames)("of %s in retrieval has its options, and takes their defaults", (model) => {
    const settings = configSchema.parse({ ...minimal, retrieval }).retrieval;
    if (settings === undefined) throw new Error("there is no retrieval");
    const shape = { fields: { user: 2, item: 1 }, embeddingSize: 8, domains: 3 };
    const { options } = buildTowers({ model, options: {} }, shape, settings);
    expect(towerOptions[model].parse(options)).toEqual(options);
    expect(Object.keys(towerOptions[model].shape).toSorted()).toEqual(keysOf(options));
  });

  it("of mkt takes its defaults", () => {
    const settings = mktSettings({ base, given: {} });
    expect(mktOptions.parse(settings)).toEqual(settings);
  });

  it.each([
    ["conet", conet.defaults(base)],
    ["ctnet", ctnetDefaults(base)],
    ["minet", minetDefaults(base)],
  ] as const)("of %s takes its defaults", (name, defaults) => {
    expect(transferOptions[name].parse(defaults)).toEqual(defaults);
  });
});
