import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { domainsOf, inputWidth, pickLogit, towerSpecs } from "./domain-parts.ts";
import { defineModel } from "./model.ts";

export interface ConetOptions {
  /** Units of the hidden layers of each domain's tower; D times the base network's parameters. */
  readonly hidden: readonly number[];
  /** λ of Eq. 9, the weight of Σ |H| in the loss, which makes the transfer sparse (SCoNet); 0 is CoNet. */
  readonly sparsity: number;
}

/**
 * Collaborative cross networks: a tower `tower/<d>/` for each domain over x, with cross connections between their hidden layers. Layer l + 1 of
 * tower d is ReLU(W_d h_d + b_d + H Σ h_o), o the other domains and H `cross/<l>/kernel` [H_l, H_l+1], one for all directions; for two domains that is
 * the paper's unit. A row's logit is that of its own tower. The paper gives each tower an item of its own domain for the same user; here all towers
 * read the row. With a single hidden layer there is nothing to connect.
 */
export const conet = defineModel<ConetOptions>({
  name: "conet",
  source: "CoNet (Hu et al., CIKM 2018, arXiv 1804.06769): cross connections, section 4.2, and their sparsity, Eq. 9",
  defaults: ({ hidden }) => ({ hidden: [...hidden], sparsity: 0 }),
  specs: (shape, { hidden }) => [
    ...towerSpecs(shape, inputWidth(shape), hidden),
    ...(shape.domains > 1 ? crossSpecs(hidden) : []),
  ],
  logits: (parameters, { x, domain, addLoss, afterHidden }, _shape, { hidden, sparsity }) => {
    const domains = Array.from({ length: domainsOf(domain) }, (_, d) => d);
    let towers = domains.map(() => x);
    hidden.forEach((_, l) => {
      const crossed = l > 0 && domains.length > 1 ? fromOthers(towers, parameters[crossName(l - 1)]) : undefined;
      towers = domains.map((d) => {
        const own = dense(parameters, `tower/${d}/dense/${l}`, towers[d]);
        const input = crossed === undefined ? own : tf.add(own, crossed[d]);
        // Every tower is read by the rows of all domains: no two share random numbers of dropout.
        return afterHidden(tf.relu(input), d * hidden.length + l);
      });
    });
    if (sparsity > 0 && domains.length > 1 && hidden.length > 1) addLoss?.(penalty(parameters, hidden, sparsity));
    return pickLogit(
      domains.map((d) => dense(parameters, `tower/${d}/output`, towers[d])),
      domain,
    );
  },
});

/** Of the connections from hidden layer l to the next. */
function crossName(l: number): string {
  return `cross/${l}/kernel`;
}

function crossSpecs(hidden: readonly number[]): ParameterSpec[] {
  return hidden.slice(1).map((units, l) => ({
    name: crossName(l),
    shape: [hidden[l], units],
    initialiser: "glorot-uniform",
  }));
}

/** H Σ h_o for every domain, o the others: D activations [B, H] → D of [B, units]. */
function fromOthers(activations: readonly tf.Tensor[], kernel: tf.Tensor): tf.Tensor[] {
  const all = tf.addN([...activations]);
  return activations.map((own) => tf.matMul(tf.sub(all, own), kernel));
}

/** λ Σ |H| over all layers. */
function penalty(parameters: Parameters, hidden: readonly number[], sparsity: number): tf.Scalar {
  const sums = hidden.slice(1).map((_, l) => tf.sum(tf.abs(parameters[crossName(l)])));
  return tf.mul(tf.addN(sums), sparsity);
}
