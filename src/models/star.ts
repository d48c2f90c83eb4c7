import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { domainsOf, inputWidth, pickLogit } from "./domain-parts.ts";
import { defineModel } from "./model.ts";

export interface StarOptions {
  /** Units of the hidden layers; D + 1 times the parameters of the base network. */
  readonly hidden: readonly number[];
}

/**
 * Star topology: every layer, also the last one to the logit, is h (W_shared ∘ W_d) + b_shared + b_d, ReLU between; parameters
 * `star/<l>/shared` and `star/<l>/specific/<d>`. The specific kernels start at one, so that every domain starts from the shared network.
 * Without partitioned normalisation, whose running statistics in serving are no parameters, and without the auxiliary
 * network.
 */
export const star = defineModel<StarOptions>({
  name: "star",
  source: "Sheng et al. 2021, One Model to Serve All: Star Topology Adaptive Recommender, the star topology FCN",
  defaults: ({ hidden }) => ({ hidden }),
  specs: (shape, { hidden }) => {
    const sizes = [inputWidth(shape), ...hidden, 1];
    return sizes.slice(1).flatMap((units, l) => layerSpecs(`star/${l}`, shape.domains, sizes[l], units));
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { hidden }) => {
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

function layerSpecs(name: string, domains: number, inputs: number, units: number): ParameterSpec[] {
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
