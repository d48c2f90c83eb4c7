import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import { gatedLinearUnit, gatedLinearUnitSpecs } from "../nn/gated-linear-unit.ts";
import { mlp, mlpSpecs } from "../nn/mlp.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { DomainlensError } from "../util/errors.ts";
import type { DnnShape } from "./dnn.ts";
import { hiddenLayers, hiddenSpecs } from "./domain-parts.ts";
import type { Network } from "./network.ts";

/** How a hidden activation of the source model comes to the width of the target's: by a gated linear unit, as in the paper, or a dense layer. */
const adapters = ["glu", "linear"] as const;

export interface CtnetOptions {
  /** Units of the hidden layers of the target tower. */
  readonly hidden: readonly number[];
  readonly adapter: (typeof adapters)[number];
}

/** The layers of the base network, and gated linear units. */
export function ctnetDefaults({ hidden }: { readonly hidden: readonly number[] }): CtnetOptions {
  return { hidden: [...hidden], adapter: "glu" };
}

/**
 * The continual transfer network (CTNet; Liu et al., WWW 2023 companion, arXiv 2208.05728): beside each hidden layer of the target tower runs the same
 * layer of a source model trained before, frozen, and an adapter adds what it says: h_l = ReLU(h_l-1 W_l + b_l) + adapter_l(s_l), as far as both have
 * layers. The target tower has the names of the base network, `dense/<l>`, so that it can start from one trained before; the adapters are
 * `adapter/<l>`. Frozen are the source model's tensors under `source/`, `source/dense/<l>` without its last layer, and its tables, by which
 * `frozenX` [B, K'] is embedded. Throws DomainlensError("config") for an adapter that there is not.
 *
 * @param inputSize K of the target's own tables
 * @param source K' and hidden layers of the source model, a base network
 */
export function ctnetNetwork(inputSize: number, source: DnnShape, { hidden, adapter }: CtnetOptions): Network {
  const adapted = Math.min(hidden.length, source.hidden.length);
  return {
    inputSize,
    domains: 0,
    specs: [
      ...mlpSpecs("dense", { inputs: inputSize, hidden, outputs: 1 }),
      ...hidden
        .slice(0, adapted)
        .flatMap((units, l) => adapterSpecs(`adapter/${l}`, known(adapter), source.hidden[l], units)),
    ],
    state: [],
    frozen: hiddenSpecs("source", source.inputSize, source.hidden.slice(0, adapted)),
    frozenInputSize: source.inputSize,
    logits: (parameters, { x, frozenX, afterHidden }) => {
      const theirs = sourceActivations(parameters, adapted, frozenX);
      const enriched = (activation: tf.Tensor, l: number): tf.Tensor => {
        const own = afterHidden(activation, l);
        return l < adapted ? tf.add(own, adapt(parameters, `adapter/${l}`, adapter, theirs[l])) : own;
      };
      return tf.reshape(mlp(parameters, "dense", hidden.length, x, enriched), [x.shape[0]]);
    },
  };
}

/** The first hidden activations of the source model, [B, H] each. */
function sourceActivations(parameters: Parameters, layers: number, frozenX: tf.Tensor | undefined): tf.Tensor[] {
  if (frozenX === undefined) throw new Error("ctnet was not given the rows as its source model embeds them");
  const activations: tf.Tensor[] = [];
  hiddenLayers(parameters, "source", layers, frozenX, (activation, l) => (activations[l] = activation));
  return activations;
}

type Adapter = CtnetOptions["adapter"];

function adapterSpecs(name: string, adapter: Adapter, inputs: number, units: number): ParameterSpec[] {
  return adapter === "glu" ? gatedLinearUnitSpecs(name, inputs, units) : denseSpecs(name, inputs, units);
}

function adapt(parameters: Parameters, name: string, adapter: Adapter, x: tf.Tensor): tf.Tensor {
  return adapter === "glu" ? gatedLinearUnit(parameters, name, x) : dense(parameters, name, x);
}

function known(adapter: Adapter): Adapter {
  if (adapters.includes(adapter)) return adapter;
  throw new DomainlensError("config", {
    what: "ctnet has no such adapter",
    value: adapter,
    remedy: `use one of: ${adapters.join(", ")}`,
  });
}
