import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { domainNormState, normaliseByDomain, scaleByDomain } from "../nn/domain-norm.ts";
import { domainsOf, inputWidth, pickLogit } from "./domain-parts.ts";
import { defineModel, type ModelInputs } from "./model.ts";

export interface StarOptions {
  /** Units of the hidden layers; D + 1 times the parameters of the base network. */
  readonly hidden: readonly number[];
  /** Partitioned normalisation of the input. */
  readonly partitionedNorm: boolean;
}

const normName = "star/norm";

/**
 * Star topology: every layer, also the last one to the logit, is h (W_shared ∘ W_d) + b_shared + b_d, ReLU between; parameters
 * `star/<l>/shared` and `star/<l>/specific/<d>`. The specific kernels start at one, so that every domain starts from the shared network.
 * With `partitionedNorm`, x first becomes (γ γ_d) (x - μ_d) / √(σ²_d + ε) + (β + β_d): the statistics of a domain's own rows, of the batch in
 * training and running ones in serving. In the paper a batch holds rows of one domain; here it holds all, and each domain's rows are
 * its own batch. Without the auxiliary network.
 */
export const star = defineModel<StarOptions>({
  name: "star",
  rowWise: true,
  source: "Sheng et al. 2021, One Model to Serve All: Star Topology Adaptive Recommender, the star topology FCN",
  defaults: ({ hidden }) => ({ hidden, partitionedNorm: false }),
  specs: (shape, { hidden, partitionedNorm }) => {
    const sizes = [inputWidth(shape), ...hidden, 1];
    const layers = sizes.slice(1).flatMap((units, l) => starLayerSpecs(`star/${l}`, shape.domains, sizes[l], units));
    return partitionedNorm ? [...normSpecs(shape.domains, sizes[0]), ...layers] : layers;
  },
  state: (shape, { partitionedNorm }) =>
    partitionedNorm ? domainNormState(normName, shape.domains, inputWidth(shape)) : [],
  logits: (parameters, inputs, _shape, { hidden, partitionedNorm }) => {
    const { domain, afterHidden } = inputs;
    const x = partitionedNorm ? partitioned(parameters, inputs) : inputs.x;
    const logits = Array.from({ length: domainsOf(domain) }, (_, d) => {
      // A row's logit is that of its own domain: all domains can share the layer numbers.
      const activation = hidden.reduce<tf.Tensor>(
        (h, _units, l) => afterHidden(tf.relu(starLayer(parameters, l, d, h)), l),
        x,
      );
      return starLayer(parameters, hidden.length, d, activation);
    });
    return pickLogit(logits, domain);
  },
});

/** `star/norm/shared/gamma` and `beta` [K], `star/norm/specific/gamma` and `beta` [D, K]: at the start all together do nothing. */
function normSpecs(domains: number, units: number): ParameterSpec[] {
  return [
    { name: `${normName}/shared/gamma`, shape: [units], initialiser: "ones" },
    { name: `${normName}/shared/beta`, shape: [units], initialiser: "zeros" },
    { name: `${normName}/specific/gamma`, shape: [domains, units], initialiser: "ones" },
    { name: `${normName}/specific/beta`, shape: [domains, units], initialiser: "zeros" },
  ];
}

/** Partitioned normalisation: [B, K] → [B, K]. */
function partitioned(parameters: Parameters, inputs: ModelInputs): tf.Tensor {
  const part = (name: "gamma" | "beta"): [tf.Tensor, tf.Tensor] => [
    parameters[`${normName}/shared/${name}`],
    parameters[`${normName}/specific/${name}`],
  ];
  const normalised = normaliseByDomain(parameters, normName, inputs.x, inputs);
  return scaleByDomain(normalised, inputs.domain, tf.mul(...part("gamma")), tf.add(...part("beta")));
}

/** `<name>/shared/` and `<name>/specific/<d>/` of a star layer, kernels [inputs, units] and biases [units]. */
export function starLayerSpecs(name: string, domains: number, inputs: number, units: number): ParameterSpec[] {
  const shape = [inputs, units];
  const specific = Array.from({ length: domains }, (_, d): ParameterSpec[] => [
    { name: `${name}/specific/${d}/kernel`, shape, initialiser: "ones" },
    { name: `${name}/specific/${d}/bias`, shape: [units], initialiser: "zeros" },
  ]);
  return [
    { name: `${name}/shared/kernel`, shape, initialiser: units === 1 ? "glorot-uniform" : "he-normal" },
    { name: `${name}/shared/bias`, shape: [units], initialiser: "zeros" },
    ...specific.flat(),
  ];
}

/** Layer l of domain d: [B, inputs] → [B, units]. */
function starLayer(parameters: Parameters, l: number, d: number, h: tf.Tensor): tf.Tensor {
  const part = (name: "kernel" | "bias"): [tf.Tensor, tf.Tensor] => [
    parameters[`star/${l}/shared/${name}`],
    parameters[`star/${l}/specific/${d}/${name}`],
  ];
  return tf.add(tf.matMul(h, tf.mul(...part("kernel"))), tf.add(...part("bias")));
}
