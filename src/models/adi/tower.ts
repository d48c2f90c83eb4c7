import type * as tf from "@tensorflow/tfjs";
import type { ParameterSpec } from "../../nn/parameter.ts";
import type { RowParts } from "../../nn/row-parts.ts";
import { unitLength } from "../../nn/unit-length.ts";
import { adapt, type Adapted, adaptationSpecs } from "./adaptation.ts";
import { forwardNetwork, forwardSpecs, forwardState } from "./forward-network.ts";
import { fuse, fusionSpecs } from "./fusion.ts";
import { networkSpecs, networkState, sharedGate, sharedMixture, specificNetwork } from "./shared-networks.ts";
import { starLayers, starSpecs, starState } from "./star-layers.ts";
import { commonPart, domainNames, domainParts, sharedNames, type Tower, type TowerPass } from "./tower-parts.ts";

type Tensors = Record<string, tf.Tensor>;

/** Every parameter of a tower; the table of domains, which both towers read, is not among them. */
export function towerSpecs(tower: Tower): ParameterSpec[] {
  const adaptations = adaptationPrefixes(tower).flatMap((prefix) => adaptationSpecs(tower, prefix));
  const middle = tower.options.fusion === "netmul" ? starSpecs(tower) : [...networkSpecs(tower), ...fusionSpecs(tower)];
  return [...adaptations, ...middle, ...forwardSpecs(tower)];
}

/** The running statistics of a tower. */
export function towerState(tower: Tower): ParameterSpec[] {
  const middle = tower.options.fusion === "netmul" ? starState(tower) : networkState(tower);
  return [...middle, ...forwardState(tower)];
}

/**
 * A tower (ADI Figure 1): features → adaptation layer → shared and specific networks → fusion → forward network. The adapted features feed
 * the shared networks too, as the figure has it and Eq. 9 has not.
 *
 * Returns tensors by name, under the tower's own: `adapted` [R, N e] and `adaptationScores` [R, N] (one pair for each network where
 * every network has its adaptation layer: `specific/adapted`, `shared/<k>/adapted` …), `sharedGate` [R, K], `shared` and `specific`
 * [R, H'], `fused`, and `vector` [R, H], of length 1 with `normalize`. What a switch turns off is not there.
 *
 * @param fields [R, N e] embedded features, concatenated (Eq. 6-7)
 */
export function towerOutputs(pass: TowerPass, fields: tf.Tensor): Tensors {
  const { fusion, normalize } = pass.options;
  const outputs: Tensors = {};
  const fused = fusion === "netmul" ? starLayers(pass, adaptOnce(pass, fields, outputs)) : mixed(pass, fields, outputs);
  const vector = forwardNetwork(pass, fused);
  Object.assign(outputs, { fused, vector: normalize ? unitLength(vector) : vector });
  return Object.fromEntries(Object.entries(outputs).map(([name, tensor]) => [`${pass.name}/${name}`, tensor]));
}

/** E_fusion of the shared and the specific networks. */
function mixed(pass: TowerPass, fields: tf.Tensor, outputs: Tensors): tf.Tensor {
  const { specific: forSpecific, shared: forShared } = networkInputs(pass, fields, outputs);
  const gate = sharedGate(pass);
  const shared = sharedMixture(pass, forShared, gate);
  const specific = specificNetwork(pass, forSpecific);
  Object.assign(outputs, { sharedGate: gate, shared, specific });
  return fuse(pass, specific, shared);
}

/** What the specific network and each of the shared ones read. */
function networkInputs(pass: TowerPass, fields: tf.Tensor, outputs: Tensors) {
  const shared = sharedNames(pass);
  if (!perNetwork(pass)) {
    const adapted = adaptOnce(pass, fields, outputs);
    return { specific: adapted, shared: shared.map(() => adapted) };
  }
  const specific: RowParts = { names: specificAdaptations(pass), of: pass.rows.domain };
  const common = shared.map((name) => adapt(pass, commonPart(pass, `${name}/adaptation`), fields));
  return {
    specific: record(outputs, adapt(pass, specific, fields), "specific/"),
    shared: common.map((adapted, k) => record(outputs, adapted, `shared/${k}/`)),
  };
}

/** The features after one adaptation layer, for all networks. */
function adaptOnce(pass: TowerPass, fields: tf.Tensor, outputs: Tensors): tf.Tensor {
  const prefix = `${pass.name}/adaptation`;
  const global = pass.options.adaptationPlacement === "global";
  const parts = global ? commonPart(pass, prefix) : domainParts(pass, prefix);
  return record(outputs, adapt(pass, parts, fields), "");
}

function record(outputs: Tensors, { adapted, scores }: Adapted, prefix: string): tf.Tensor {
  outputs[`${prefix}adapted`] = adapted;
  if (scores !== undefined) outputs[`${prefix}adaptationScores`] = scores;
  return adapted;
}

function adaptationPrefixes(tower: Tower): string[] {
  const { name, options } = tower;
  if (options.adaptationPlacement === "global") return [`${name}/adaptation`];
  if (!perNetwork(tower)) return domainNames(tower, `${name}/adaptation`);
  return [...sharedNames(tower).map((prefix) => `${prefix}/adaptation`), ...specificAdaptations(tower)];
}

function specificAdaptations(tower: Tower): string[] {
  return domainNames(tower, `${tower.name}/specific`).map((prefix) => `${prefix}/adaptation`);
}

function perNetwork({ options }: Tower): boolean {
  return options.adaptation !== "none" && options.adaptationPlacement === "network";
}
