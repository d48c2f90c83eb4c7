import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { ParameterSpec } from "./parameter.ts";

/** What normalisation by domain reads beside x. */
export interface DomainRows {
  /** [B, D] one-hot; a padding row is all zero and does not count. */
  readonly domain: tf.Tensor;
  readonly training: boolean;
  /** Takes the running statistics after the step. */
  readonly updateState?: (name: string, value: tf.Tensor) => void;
}

export interface DomainNormConstants {
  readonly epsilon: number;
  /** Share of the running statistics that a step keeps. */
  readonly momentum: number;
}

/** ε 1e-5, momentum 0.9. */
export const domainNormDefaults: DomainNormConstants = { epsilon: 1e-5, momentum: 0.9 };

/** The running statistics `<name>/movingMean` (zeros) and `<name>/movingVariance` (ones), [D, H]: state, not trained. */
export function domainNormState(name: string, domains: number, units: number): ParameterSpec[] {
  return [
    { name: `${name}/movingMean`, shape: [domains, units], initialiser: "zeros" },
    { name: `${name}/movingVariance`, shape: [domains, units], initialiser: "ones" },
  ];
}

/**
 * (x - μ_d) / √(σ²_d + ε) with the statistics of each row's domain d, without scale and shift: [B, H] → [B, H]. In training μ and the
 * population variance σ² are those of the domain's rows in the batch, gradients go through both, and the running statistics become
 * momentum · running + (1 - momentum) · batch; a domain without rows keeps its own. Otherwise they are the running ones. A padding row
 * of zeros stays zero. The normalisation of domain-specific batch normalisation (ADI, Eq. 20) and of partitioned normalisation (Sheng et al. 2021).
 */
export function normaliseByDomain(
  state: Parameters,
  name: string,
  x: tf.Tensor,
  rows: DomainRows,
  { epsilon, momentum }: DomainNormConstants = domainNormDefaults,
): tf.Tensor {
  const { domain } = rows;
  const [meanName, varianceName] = [`${name}/movingMean`, `${name}/movingVariance`];
  if (!rows.training) {
    const centred = tf.sub(x, tf.matMul(domain, state[meanName]));
    return tf.div(centred, tf.sqrt(tf.add(tf.matMul(domain, state[varianceName]), epsilon)));
  }
  const counts = tf.expandDims(tf.sum(domain, 0), 1);
  const averageByDomain = (values: tf.Tensor): tf.Tensor =>
    tf.div(tf.matMul(domain, values, true), tf.maximum(counts, 1));
  const mean = averageByDomain(x);
  const centred = tf.sub(x, tf.matMul(domain, mean));
  const variance = averageByDomain(tf.square(centred));
  const learnt = tf.mul(tf.minimum(counts, 1), 1 - momentum);
  const update = (stateName: string, batch: tf.Tensor): void =>
    rows.updateState?.(stateName, tf.add(state[stateName], tf.mul(tf.sub(batch, state[stateName]), learnt)));
  update(meanName, mean);
  update(varianceName, variance);
  return tf.div(centred, tf.sqrt(tf.add(tf.matMul(domain, variance), epsilon)));
}

/** γ_d x + β_d with the row's own domain's γ and β [D, H]: [B, H] → [B, H]. */
export function scaleByDomain(x: tf.Tensor, domain: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor): tf.Tensor {
  return tf.add(tf.mul(x, tf.matMul(domain, gamma)), tf.matMul(domain, beta));
}
