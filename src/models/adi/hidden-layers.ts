import * as tf from "@tensorflow/tfjs";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { type RowParts, ownDense } from "../../nn/row-parts.ts";
import { hiddenSpecs } from "../domain-parts.ts";
import { normSpecs, normState } from "./normalisation.ts";
import type { TowerPass } from "./tower-parts.ts";

/** What the layers of one network are: `normShape` the shape of a layer's γ and β, undefined without normalisation. */
export interface LayerShapes {
  readonly inputs: number;
  readonly hidden: readonly number[];
  readonly normShape: ((units: number) => number[]) | undefined;
}

/** `<prefix>/dense/<i>`, and `<prefix>/norm/<i>` where layers are normalised. */
export function layerSpecs(prefix: string, { inputs, hidden, normShape }: LayerShapes): ParameterSpec[] {
  const norms = hidden.flatMap((units, i) => (normShape ? normSpecs(`${prefix}/norm/${i}`, normShape(units)) : []));
  return [...hiddenSpecs(prefix, inputs, hidden), ...norms];
}

/** The running statistics of those layers. */
export function layerState(prefix: string, { hidden, normShape }: LayerShapes): ParameterSpec[] {
  return hidden.flatMap((units, i) => (normShape ? normState(`${prefix}/norm/${i}`, normShape(units)) : []));
}

/** Layers `<part>/dense/<i>`, normalisation and ReLU after every one: [R, inputs] → [R, units of the last]. */
export function hiddenLayers(
  { parameters }: TowerPass,
  parts: RowParts,
  layers: number,
  x: tf.Tensor,
  normalise: (activation: tf.Tensor, layer: number) => tf.Tensor,
): tf.Tensor {
  let activation = x;
  for (let i = 0; i < layers; i++) {
    activation = tf.relu(normalise(ownDense(parameters, parts, `dense/${i}`, activation), i));
  }
  return activation;
}
