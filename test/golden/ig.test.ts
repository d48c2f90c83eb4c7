import { describe, expect, it } from "vitest";
import { z } from "zod";
import { quadrature } from "../../src/attribution/quadrature.ts";
import { referenceIntegratedGradients } from "../../src/attribution/reference.ts";
import { expectClose, type Tolerance } from "../support/close.ts";
import { readGolden } from "../support/golden.ts";
import {
  igFiles,
  type IgVectors,
  networkOf,
  pooledInputs,
  quadratureFiles,
  readIgVectors,
} from "../support/golden-ig.ts";

const numbers = z.array(z.number());
const rulesSchema = z.object({
  config: z.object({ tolerance: z.object({ abs: z.number(), rel: z.number() }) }),
  outputs: z.object({
    rules: z.array(
      z.object({
        quadrature: z.enum(["riemann", "trapezoid", "gausslegendre"]),
        T: z.number(),
        nodes: numbers,
        weights: numbers,
      }),
    ),
  }),
});

const ruleCases = quadratureFiles.flatMap(({ name, path }) => {
  const { config, outputs } = rulesSchema.parse(readGolden(path));
  return outputs.rules.map((rule) => ({ name, rule, tolerance: toleranceOf(config.tolerance) }));
});

describe("golden quadratures", () => {
  it.each(ruleCases)("$name: $rule.quadrature with T = $rule.T", ({ rule, tolerance }) => {
    const { nodes, weights } = quadrature(rule.quadrature, rule.T);
    expectClose(nodes, rule.nodes, tolerance);
    expectClose(weights, rule.weights, tolerance);
  });
});

describe.each(igFiles)("golden integrated gradients in float64: $name", (file) => {
  const vectors = readIgVectors(file);
  const network = networkOf(vectors);
  const x = pooledInputs(vectors);
  const tolerance = toleranceOf(vectors.config.tolerance);

  it.each(vectors.outputs.runs)("$target, $quadrature, T = $T: scores and residuals", (run) => {
    const { scores, residuals } = referenceIntegratedGradients(
      network,
      x,
      quadrature(run.quadrature, run.T),
      run.target,
    );
    expectClose(scores, run.attribution.data, tolerance);
    expectClose(residuals, run.residual, tolerance);
  });

  it.each(targetsOf(vectors))("F(x) and F(0) for target %s", (target, outputs, baseline) => {
    const rule = quadrature("riemann", 1);
    expectClose(referenceIntegratedGradients(network, x, rule, target).outputs, outputs, tolerance);
    const atZero = referenceIntegratedGradients(network, new Float64Array(network.layers[0].inputs), rule, target);
    expectClose(atZero.outputs, [baseline], tolerance);
    expect([...atZero.scores]).toEqual(network.sizes.map(() => 0));
  });
});

function targetsOf({ outputs }: IgVectors): ["probability" | "logit", number[], number][] {
  const both = ["probability", "logit"] as const;
  return both.flatMap((target) => {
    const [F, F0] = [outputs.F[target], outputs.F0[target]];
    return F === undefined || F0 === undefined ? [] : [[target, F, F0]];
  });
}

function toleranceOf({ abs, rel }: { abs: number; rel: number }): Tolerance {
  return { absolute: abs, relative: rel };
}
