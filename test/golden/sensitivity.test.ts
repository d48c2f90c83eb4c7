import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { RawValue } from "../../src/distributions/effect-weighted.ts";
import { rankWithinGroups } from "../../src/ranking/rank-within-groups.ts";
import { rowSensitivity } from "../../src/ranking/row-sensitivity.ts";
import { goldenFiles, readGolden } from "../support/golden.ts";
import { outside } from "../support/tolerance.ts";

const group = z.enum(["categorical-scalar", "categorical-sequence", "numerical-scalar", "numerical-sequence"]);
const value = z.union([z.string(), z.number(), z.null()]);
const matrix = z.array(z.array(z.number()));
const scales = z.enum(["js", "std", "none"]);
const modes = z.enum(["abs", "positive", "none"]);
const featureSchema = z.object({
  name: z.string(),
  group,
  Z: z.array(z.number()),
  distributions: z.array(z.object({ values: z.array(value), mass: z.array(z.number()) }).nullable()),
  pairs: z.partialRecord(scales, matrix),
  flagged: z.array(z.tuple([z.number(), z.number()])),
  ds: z.partialRecord(scales, z.number()),
  meanPair: z.partialRecord(scales, z.number()),
  pooledStd: z.number().nullish(),
  tolAbs: z.partialRecord(scales, z.number()).nullish(),
});
const ranking = z.array(z.object({ rank: z.number(), name: z.string(), ds: z.number() }));
const fileSchema = z.object({
  config: z.object({
    domains: z.array(z.string()),
    features: z.array(z.object({ name: z.string(), group })),
    tolerance: z.object({ abs: z.number(), rel: z.number() }),
  }),
  inputs: z.object({
    domain: z.array(z.string()),
    columns: z.array(z.object({ name: z.string(), values: z.array(z.union([value, z.array(value)])) })),
    attribution: z.object({ shape: z.array(z.number()), data: z.array(z.number()) }),
  }),
  outputs: z.object({
    modes: z.partialRecord(
      modes,
      z.object({ features: z.array(featureSchema), ranks: z.record(z.string(), z.record(z.string(), ranking)) }),
    ),
  }),
});

const cases = goldenFiles("sensitivity").flatMap(({ name, path }) => {
  const file = fileSchema.parse(readGolden(path));
  return modes.options.flatMap((mode) => {
    const outputs = file.outputs.modes[mode];
    return outputs === undefined ? [] : [{ name, mode, file, outputs }];
  });
});
type Case = (typeof cases)[number];

function score({ file, mode }: Case, scale: "std" | "none") {
  const { config, inputs } = file;
  const domain = inputs.domain.map((name) => config.domains.indexOf(name));
  const width = config.features.length;
  return config.features.map(({ name, group: own }, f) => {
    const cells = inputs.columns.find((column) => column.name === name)?.values ?? [];
    const attribution = cells.map((_, b) => inputs.attribution.data[b * width + f]);
    return {
      name,
      group: own,
      ...rowSensitivity({ group: own, domain, cells, attribution }, config.domains.length, mode, scale),
    };
  });
}

describe.each(cases)("golden sensitivity/$name, weights $mode", (one) => {
  const { file, outputs } = one;
  const { tolerance } = file.config;
  const byScale = { std: score(one, "std"), none: score(one, "none") };

  it("gives the mass Z of every domain, relatively", () => {
    const bad = outputs.features.flatMap((want, f) =>
      outside(
        byScale.std[f].distributions.map(({ Z }) => Z),
        want.Z,
        { abs: 0, rel: tolerance.rel },
      ),
    );
    expect(bad).toEqual([]);
  });

  it("gives every distribution, with null apart from the text", () => {
    const bad = outputs.features.flatMap((want, f) =>
      want.distributions.flatMap((distribution, d) => {
        const mass = byScale.std[f].distributions[d].mass;
        if (distribution === null || mass === null) return mass === distribution ? [] : [`${want.name} ${d}`];
        const wanted = new Map<RawValue, number>(distribution.values.map((v, i) => [v, distribution.mass[i]]));
        if (wanted.size !== mass.size) return [`${want.name} ${d}: ${mass.size} values`];
        const keys = [...wanted.keys()];
        return outside(
          keys.map((key) => mass.get(key) ?? NaN),
          keys.map((key) => wanted.get(key) ?? NaN),
          tolerance,
        );
      }),
    );
    expect(bad).toEqual([]);
  });

  it("gives every pair, DS, the mean pair and the pooled deviation on either scale", () => {
    const bad = outputs.features.flatMap((want, f) =>
      (["std", "none"] as const).flatMap((scale) => {
        const got = byScale[scale][f];
        const key = want.group.startsWith("numerical") ? scale : "js";
        const abs = want.tolAbs?.[key] ?? tolerance.abs;
        const numbers = [...got.pairs, got.ds, got.meanPair];
        const wanted = [...(want.pairs[key] ?? []).flat(), want.ds[key] ?? NaN, want.meanPair[key] ?? NaN];
        const std = outside([got.pooledStd ?? 0], [want.pooledStd ?? 0], {
          abs: want.tolAbs?.none ?? 0,
          rel: tolerance.rel,
        });
        return [...outside(numbers, wanted, { abs, rel: tolerance.rel }), ...std];
      }),
    );
    expect(bad).toEqual([]);
  });

  it("flags exactly the pairs of a domain without mass", () => {
    expect(byScale.std.map(({ flagged }) => flagged)).toEqual(outputs.features.map(({ flagged }) => flagged));
  });

  it.each(["std", "none"] as const)("ranks within the groups on scale %s", (scale) => {
    const scored = byScale[scale].map(({ name, group: own, ds }) => ({ name, group: own, score: ds }));
    const ranks = rankWithinGroups(scored);
    const got = scored.map(({ name, group: own }, f) => `${own} ${ranks[f]} ${name}`).toSorted();
    const want = Object.entries(outputs.ranks[scale]).flatMap(([own, list]) =>
      list.map((r) => `${own} ${r.rank} ${r.name}`),
    );
    expect(got).toEqual(want.toSorted());
  });
});
