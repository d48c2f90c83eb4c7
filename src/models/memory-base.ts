import * as tf from "@tensorflow/tfjs";
import { type Parameters, dense, denseSpecs } from "../nn/dense.ts";
import type { ParameterSpec } from "../nn/parameter.ts";
import { DomainlensError } from "../util/errors.ts";
import { type BaseTowerName, baseTowers } from "./base-towers.ts";
import { hiddenLayers, hiddenSpecs, inputWidth, lastWidth } from "./domain-parts.ts";
import { hiddenUnits } from "./hidden-units.ts";
import type { ModelInputs, ModelShape } from "./model.ts";
import { type Network, networkOf } from "./network.ts";

const prefix = "base/";

/** The tower that takes DSFM's memory: a model of the table, its tensors named `base/…`. */
export interface MemoryBase extends Pick<Network, "specs" | "state" | "sequences" | "logits"> {
  /** How many hidden activations it hands to `afterHidden`. */
  activations(): number;
}

/**
 * The base tower by its name. `shared-dnn` has the layers `base/dense/<l>` and `base/output`; any other model keeps its own names
 * behind `base/`, with its default options for these hidden layers.
 * Errors: DomainlensError("config") when there is no such model, or it is DSFM itself.
 */
export function memoryBase(name: string, shape: ModelShape, hidden: readonly number[]): MemoryBase {
  if (name === "shared-dnn") return denseBase(inputWidth(shape), hidden);
  if (!isBaseTower(name)) {
    throw new DomainlensError("config", {
      what: "train.options.dsfm.base is not a model that can take a memory",
      value: name,
      remedy: `one of: ${Object.keys(baseTowers).join(", ")}`,
    });
  }
  const model = baseTowers[name];
  return renamed(networkOf(model, shape, model.defaults({ hidden })));
}

function isBaseTower(name: string): name is BaseTowerName {
  return Object.hasOwn(baseTowers, name);
}

function denseBase(inputs: number, hidden: readonly number[]): MemoryBase {
  return {
    specs: [...hiddenSpecs("base", inputs, hidden), ...denseSpecs("base/output", lastWidth(inputs, hidden), 1)],
    state: [],
    activations: () => hidden.length,
    logits: (parameters, { x, afterHidden }) => {
      const last = hiddenLayers(parameters, "base", hidden.length, x, afterHidden);
      return tf.reshape(dense(parameters, "base/output", last), [x.shape[0]]);
    },
  };
}

function renamed(network: Network): MemoryBase {
  const behind = (specs: readonly ParameterSpec[]): ParameterSpec[] =>
    specs.map((spec) => ({ ...spec, name: prefix + spec.name }));
  return {
    specs: behind(network.specs),
    state: behind(network.state),
    sequences: network.sequences,
    activations: () => hiddenUnits(network).length,
    logits: (parameters, inputs) => network.logits(own(parameters), withOwnState(inputs)),
  };
}

/** The tensors of the base tower under its own names. */
function own(parameters: Parameters): Parameters {
  const entries = Object.entries(parameters).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}

function withOwnState(inputs: ModelInputs): ModelInputs {
  const { updateState } = inputs;
  if (updateState === undefined) return inputs;
  return { ...inputs, updateState: (name, value) => updateState(prefix + name, value) };
}
