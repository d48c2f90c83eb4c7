import { describe, expect, it } from "vitest";
import { z } from "zod";
import { jsDivergence } from "../../src/distributions/js-divergence.ts";
import { goldenFiles, readGolden } from "../support/golden.ts";
import { outside } from "../support/tolerance.ts";

const numbers = z.array(z.number());
const fileSchema = z.object({
  config: z.object({ tolerance: z.object({ abs: z.number(), rel: z.number() }) }),
  inputs: z.object({ pairs: z.array(z.object({ name: z.string(), p: numbers, q: numbers })) }),
  outputs: z.object({ js: numbers, jsExact: numbers }),
});

describe.each(goldenFiles("js"))("golden js/$name", ({ path }) => {
  const { config, inputs, outputs } = fileSchema.parse(readGolden(path));

  it("gives the divergence of every pair in nats, within the file's tolerance of the exact value and the oracle's", () => {
    const got = inputs.pairs.map(({ p, q }) => jsDivergence(p, q));
    expect(outside(got, outputs.jsExact, config.tolerance)).toEqual([]);
    expect(outside(got, outputs.js, config.tolerance)).toEqual([]);
  });
});
