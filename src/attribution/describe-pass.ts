import type { Device } from "../compute/types.ts";
import type { Config } from "../config/schema.ts";
import type { AttributeArtifact } from "../data/artifacts/attribute.ts";
import type { EncodeArtifact } from "../data/artifacts/encode.ts";
import type { AttributionPass } from "./attribute-rows.ts";

export interface PassFacts {
  readonly config: Config["attribute"];
  readonly encode: EncodeArtifact;
  readonly steps: AttributeArtifact["steps"];
  readonly sampled: boolean;
  readonly device: Device;
}

/** The artifact of a complete pass: rows, completeness percentiles and model dependence. */
export function describePass({ residuals, dependence }: AttributionPass, facts: PassFacts): AttributeArtifact {
  const { config, encode, steps, sampled, device } = facts;
  const p95 = residuals.percentile(0.95);
  return {
    rows: residuals.rows,
    trainRows: encode.splits.train,
    sampled,
    domainRows: Array.from(dependence.rows),
    target: config.target,
    quadrature: config.quadrature,
    effect: config.effect,
    steps,
    completeness: {
      p50: residuals.percentile(0.5),
      p90: residuals.percentile(0.9),
      p95,
      p99: residuals.percentile(0.99),
      max: residuals.max,
      bound: config.maxResidualP95,
      withinBound: p95 <= config.maxResidualP95,
    },
    features: encode.features.map(({ name }, f) => ({ name, ...dependence.of(f) })),
    device: { name: device.name, reason: device.reason },
  };
}
