import type * as tf from "@tensorflow/tfjs";
import { denseSpecs } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { ownDense } from "../../nn/row-parts.ts";
import { lastWidth } from "../domain-parts.ts";
import { networkWidths } from "./fusion.ts";
import { type LayerShapes, layerSpecs, layerState } from "./hidden-layers.ts";
import { domainLayers } from "./shared-networks.ts";
import { domainNames, domainParts, type Tower, type TowerPass } from "./tower-parts.ts";

/** `<tower>/forward/<d>/`: hidden layers of all sizes but the last, and the linear layer `output`. */
export function forwardSpecs(tower: Tower): ParameterSpec[] {
  const shapes = shapesOf(tower);
  const size = tower.options.forward.at(-1) ?? 0;
  return prefixes(tower).flatMap((prefix) => [
    ...layerSpecs(prefix, shapes),
    ...denseSpecs(`${prefix}/output`, lastWidth(shapes.inputs, shapes.hidden), size),
  ]);
}

/** The running statistics of the hidden layers. */
export function forwardState(tower: Tower): ParameterSpec[] {
  return prefixes(tower).flatMap((prefix) => layerState(prefix, shapesOf(tower)));
}

/** E (ADI Eq. 18), the forward network of each row's domain on what fusion gave: [R, H], H the last size of `forward`. */
export function forwardNetwork(pass: TowerPass, fused: tf.Tensor): tf.Tensor {
  const prefix = `${pass.name}/forward`;
  const hidden = domainLayers(pass, prefix, pass.options.forward.length - 1, fused);
  return ownDense(pass.parameters, domainParts(pass, prefix), "output", hidden);
}

function prefixes(tower: Tower): string[] {
  return domainNames(tower, `${tower.name}/forward`);
}

function shapesOf(tower: Tower): LayerShapes {
  const { forward, dsbn } = tower.options;
  const [, inputs] = networkWidths(tower);
  return { inputs, hidden: forward.slice(0, -1), normShape: dsbn ? (units) => [units] : undefined };
}
