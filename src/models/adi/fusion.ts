import * as tf from "@tensorflow/tfjs";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { stackParts } from "../../nn/row-parts.ts";
import { lastWidth } from "../domain-parts.ts";
import { domainNames, domainParts, type Tower, type TowerPass } from "./tower-parts.ts";

/** The gates of each domain: one for each of the two networks (concat) or one between them (sum); none for netmul. */
export function fusionSpecs(tower: Tower): ParameterSpec[] {
  const { name, options } = tower;
  if (options.fusion === "netmul") return [];
  const [width] = networkWidths(tower);
  const values = options.fusionGate === "scalar" ? 1 : width;
  const gates = options.fusion === "concat" ? ["specific", "shared"] : ["gate"];
  const kernels = domainNames(tower, `${name}/fusion`).flatMap((prefix) =>
    gates.map((gate): ParameterSpec => {
      const shape = [options.domainEmbeddingSize, values];
      return { name: `${prefix}/${gate}/kernel`, shape, initialiser: "glorot-uniform" };
    }),
  );
  if (options.fusion === "concat") return kernels;
  return [{ name: `${name}/fusion/gate/bias`, shape: [values], initialiser: "zeros" }, ...kernels];
}

/** Units of E_spec or E_shared, and of what fusion makes of them. */
export function networkWidths({ fields, embeddingSize, options }: Tower): [width: number, fused: number] {
  const width = lastWidth(fields * embeddingSize, options.hidden);
  return [width, options.fusion === "concat" ? 3 * width : width];
}

/** E_fusion of E_spec and E_shared [R, H]: [R, 3 H] by CONCAT (ADI Eq. 11-13), [R, H] by SUM (Eq. 14-15). */
export function fuse(pass: TowerPass, specific: tf.Tensor, shared: tf.Tensor): tf.Tensor {
  if (pass.options.fusion === "concat") {
    const own = tf.mul(specific, gateOf(pass, "specific"));
    const common = tf.mul(shared, gateOf(pass, "shared"));
    return tf.concat([own, tf.mul(own, common), common], 1);
  }
  const share = gateOf(pass, "gate", pass.parameters[`${pass.name}/fusion/gate/bias`]);
  return tf.add(tf.mul(specific, share), tf.mul(shared, tf.sub(1, share)));
}

/** The gate of each row's domain, σ(kernel_d f_d + bias): [R, 1] or [R, H]. Computed for domains, as it does not depend on more. */
function gateOf(pass: TowerPass, gate: string, bias?: tf.Tensor): tf.Tensor {
  const kernels = stackParts(pass.parameters, domainParts(pass, `${pass.name}/fusion`), `${gate}/kernel`);
  const table = tf.expandDims(pass.parameters["embedding/domain/table"], -1);
  const logits = tf.sum(tf.mul(kernels, table), 1);
  return tf.matMul(pass.rows.domain, tf.sigmoid(bias === undefined ? logits : tf.add(logits, bias)));
}
