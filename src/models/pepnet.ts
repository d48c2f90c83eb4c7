import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import { sigmoidGate } from "../nn/gates.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { stopGradient } from "../nn/stop-gradient.ts";
import { DomainlensError } from "../util/errors.ts";
import { domainEmbedding, domainEmbeddingSpecs, inputWidth } from "./domain-parts.ts";
import { hiddenSizes, outputLogits, outputSpecs } from "./gated-parts.ts";
import { defineModel } from "./model.ts";

/** What the gates of PPNet read: the domain embedding e, or [e | gated embeddings] without a gradient into the latter. */
const parameterGateInputs = ["domain", "domainAndEmbedding"] as const;

export interface PepnetOptions {
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  readonly domainEmbeddingSize: number;
  /** Hidden units of each gate. */
  readonly gateHidden: number;
  readonly parameterGateInput: (typeof parameterGateInputs)[number];
}

/** γ: a gate scales by at most 2, and by 1 at logit 0. */
const gateScale = 2;

/**
 * PEPNet (Chang et al., KDD 2023, arXiv 2302.01115). Gate NU: g = γ σ(ReLU(z W + b) W' + b'), γ = 2. EPNet scales the embeddings by a
 * gate on [e | x], PPNet each hidden activation by a gate of its own; e is the embedding of the row's domain, and no gradient flows
 * into x through a gate. It differs in that one network and one logit serve all domains where the paper has a tower a task, and in
 * what the gates of PPNet read: the paper gives them user, item and author embeddings besides EPNet's output.
 */
export const pepnet = defineModel<PepnetOptions>({
  name: "pepnet",
  rowWise: true,
  source: "PEPNet (Chang et al., KDD 2023, arXiv 2302.01115): Gate NU, EPNet and PPNet",
  defaults: ({ hidden }) => ({
    hidden: [...hidden],
    domainEmbeddingSize: 8,
    gateHidden: 16,
    parameterGateInput: "domain",
  }),
  specs: (shape, { hidden, domainEmbeddingSize, gateHidden, parameterGateInput }) => {
    const inputs = inputWidth(shape);
    const prior = domainEmbeddingSize + (readsEmbedding(parameterGateInput) ? inputs : 0);
    return [
      ...domainEmbeddingSpecs(shape, domainEmbeddingSize),
      ...gateSpecs("epnet", domainEmbeddingSize + inputs, gateHidden, inputs),
      ...hiddenSizes(shape, hidden).flatMap((layer, l) => [
        ...denseSpecs(`dense/${l}`, layer.inputs, layer.units, "he-normal"),
        ...gateSpecs(`ppnet/${l}`, prior, gateHidden, layer.units),
      ]),
      ...outputSpecs(shape, hidden),
    ];
  },
  logits: (parameters, { x, domain, afterHidden }, _shape, { hidden, parameterGateInput }) => {
    const e = domainEmbedding(parameters, domain);
    const gated = sigmoidGate(x, gateLogits(parameters, "epnet", e, stopGradient(x)), gateScale);
    const prior = readsEmbedding(parameterGateInput) ? stopGradient(gated) : undefined;
    const last = hidden.reduce((h, _, l) => {
      const activation = afterHidden(tf.relu(dense(parameters, `dense/${l}`, h)), l);
      return sigmoidGate(activation, gateLogits(parameters, `ppnet/${l}`, e, prior), gateScale);
    }, gated);
    return outputLogits(parameters, last);
  },
});

function readsEmbedding(input: PepnetOptions["parameterGateInput"]): boolean {
  if (parameterGateInputs.includes(input)) return input === "domainAndEmbedding";
  throw new DomainlensError("config", {
    what: "pepnet has no such parameterGateInput",
    value: input,
    remedy: `use one of: ${parameterGateInputs.join(", ")}`,
  });
}

/** The two layers `<name>/gate/<l>`. */
function gateSpecs(name: string, inputs: number, hidden: number, units: number): ParameterSpec[] {
  return [...denseSpecs(`${name}/gate/0`, inputs, hidden, "he-normal"), ...denseSpecs(`${name}/gate/1`, hidden, units)];
}

/**
 * The gate's logits on e [B, E], or on [e | constant]: e and the constant are multiplied by their own rows of the kernel, so that the
 * backward pass multiplies for e alone.
 */
function gateLogits(parameters: Parameters, name: string, e: tf.Tensor, constant?: tf.Tensor): tf.Tensor {
  const first = `${name}/gate/0`;
  const kernel = parameters[`${first}/kernel`];
  const size = e.shape[1] ?? 0;
  const sum =
    constant === undefined
      ? dense(parameters, first, e)
      : tf.add(
          tf.matMul(e, tf.slice(kernel, [0, 0], [size, -1])),
          tf.add(tf.matMul(constant, tf.slice(kernel, [size, 0], [-1, -1])), parameters[`${first}/bias`]),
        );
  return dense(parameters, `${name}/gate/1`, tf.relu(sum));
}
