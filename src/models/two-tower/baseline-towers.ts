import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "../../nn/dense.ts";
import type { DomainRows } from "../../nn/domain-norm.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { unitLength } from "../../nn/unit-length.ts";
import { hiddenUnits } from "../hidden-units.ts";
import type { Network } from "../network.ts";
import { baselineNetwork } from "./baseline-network.ts";
import type { BaselineName, BaselineOptions } from "./baseline-options.ts";
import { hiddenNormSpecs, hiddenNormState, normaliseHidden } from "./hidden-norm.ts";
import type { TowerName, TowersShape, TwoTowers } from "./two-towers.ts";

/** DNN-Single, DNN, Shared-Bottom, Cross-Stitch, MMoE or PLE as towers (ADI 5.1.2); tensors are named `<tower>/…`. */
export function baselineTowers(name: BaselineName, shape: TowersShape, options: BaselineOptions): TwoTowers {
  const own = name === "dnn-single";
  const parts = own ? shape.domains : 1;
  const towers = { user: oneTower("user"), item: oneTower("item") };
  function oneTower(tower: TowerName) {
    const sizes = Array.from({ length: shape.fields[tower] }, () => shape.embeddingSize);
    const inner = { sizes, sensitive: [], domains: shape.domains, outputs: options.output };
    const network = baselineNetwork(name, inner, options);
    return { network, units: options.batchNorm ? hiddenUnits(inCallOrder(network)) : [] };
  }
  const each = (of: (tower: TowerName) => ParameterSpec[]): ParameterSpec[] => [...of("user"), ...of("item")];
  return {
    ...shape,
    specs: each((tower) => [
      ...prefixed(towers[tower].network.specs, tower),
      ...hiddenNormSpecs(tower, towers[tower].units, parts),
    ]),
    state: each((tower) => hiddenNormState(tower, towers[tower].units, parts)),
    temperature: options.temperature,
    ownTables: own,
    tower: (tower, parameters, x, rows) => {
      const { batchNorm, normalize } = options;
      const vector = vectorOf(inCallOrder(towers[tower].network), { tower, parameters, x, rows, batchNorm, own });
      return { [`${tower}/vector`]: normalize ? unitLength(vector) : vector };
    },
  };
}

interface Pass {
  readonly tower: TowerName;
  readonly parameters: Parameters;
  readonly x: tf.Tensor;
  readonly rows: DomainRows;
  readonly batchNorm: boolean;
  /** Whether statistics are each domain's. */
  readonly own: boolean;
}

function vectorOf(network: Network, { tower, parameters, x, rows, batchNorm, own }: Pass): tf.Tensor {
  const inner = Object.fromEntries(network.specs.map(({ name }) => [name, parameters[`${tower}/${name}`]]));
  return network.logits(inner, {
    x,
    domain: rows.domain,
    histories: [],
    weight: tf.sum(rows.domain, 1),
    training: rows.training,
    afterHidden: (h, l) => (batchNorm ? normaliseHidden(parameters, `${tower}/norm/${l}`, h, rows, own) : h),
  });
}

/** The network with its hidden activations numbered as they are computed: models number those alike that share dropout. */
function inCallOrder(network: Network): Network {
  return {
    ...network,
    logits: (parameters, inputs) => {
      let call = 0;
      return network.logits(parameters, { ...inputs, afterHidden: (h) => inputs.afterHidden(h, call++) });
    },
  };
}

function prefixed(specs: readonly ParameterSpec[], tower: TowerName): ParameterSpec[] {
  return specs.map((spec) => ({ ...spec, name: `${tower}/${spec.name}` }));
}
