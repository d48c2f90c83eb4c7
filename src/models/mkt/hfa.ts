import * as tf from "@tensorflow/tfjs";
import { crossNetwork, crossSpecs } from "../../nn/cross-network.ts";
import { type Parameters, dense, denseSpecs } from "../../nn/dense.ts";
import type { ParameterSpec } from "../../nn/parameter.ts";
import { lastWidth } from "../domain-parts.ts";
import { type Groups, type GroupVectors, joinVectors, sumWidths } from "./groups.ts";
import { layers, layerSpecs } from "./layers.ts";
import type { HfaOptions } from "./mkt-options.ts";

/** What HFA scores the features of an entity by. */
export interface Importance {
  /** v_ex of Eq. 3: [B, width of what is crossed] */
  readonly explicit: tf.Tensor;
  /** v_im of Eq. 3: [B, H] */
  readonly implicit: tf.Tensor;
  /** The fully connected layer of Eq. 4 before the sigmoid: [B, F], F the entity's specific features. */
  readonly score: tf.Tensor;
  /** p of Eq. 4, in 0..2: [B, F] */
  readonly importance: tf.Tensor;
}

/** What HFA makes of the rows of one entity; what a switch turns off is not there. */
export interface Aligned extends Partial<Importance> {
  /** The specific features after scaling and alignment: [B, align.at(-1)] */
  readonly aligned?: tf.Tensor;
  /** q of Eq. 6: [B, K] */
  readonly output: tf.Tensor;
}

/**
 * `<name>/cross/<l>`, `<name>/implicit/dense/<i>`, `<name>/score` and `<name>/align/dense/<i>` of one entity, as far as its switches and features
 * need them.
 */
export function hfaSpecs(
  name: string,
  widths: Groups<number>,
  specificFields: number,
  options: HfaOptions,
): ParameterSpec[] {
  if (options.hfa === "none" || specificFields === 0) return [];
  const align = layerSpecs(`${name}/align`, widths.specific, options.align, options.alignOutputActivation);
  if (options.hfa === "alignOnly") return align;
  const crossed = crossWidth(widths, options);
  return [
    ...crossSpecs(`${name}/cross`, crossed, options.crossLayers),
    ...layerSpecs(`${name}/implicit`, crossed, options.implicit, options.implicitOutputActivation),
    ...denseSpecs(`${name}/score`, crossed + lastWidth(crossed, options.implicit), specificFields),
    ...align,
  ];
}

/** The width of q. */
export function hfaWidth(widths: Groups<number>, options: HfaOptions): number {
  const shared =
    options.sharedScope === "all" ? sumWidths([widths.user, widths.sequence, widths.shared]) : widths.shared;
  return options.hfa === "none" ? shared : shared + lastWidth(widths.specific, options.align);
}

/**
 * Heterogeneous feature alignment of one entity's rows (MKT 3.2.2, Eq. 3–6): the importance p scales each specific feature, an MLP brings them to
 * the width that all entities share, and q holds the shared features beside them. An entity without specific features has zeros in their place.
 */
export function alignFeatures(
  parameters: Parameters,
  name: string,
  groups: GroupVectors,
  specificFields: number,
  options: HfaOptions,
): Aligned {
  const { user, sequence, shared } = groups;
  const kept = options.sharedScope === "all" ? [user, sequence, shared] : [shared];
  if (options.hfa === "none") return { output: joinVectors(kept) };
  const { specific } = groups;
  if (specific === undefined) {
    // As a product, which has as many rows as the batch where a program is exported for any number of them.
    const others = joinVectors([user, sequence, shared]);
    const nothing = tf.matMul(others, tf.zeros([others.shape[1] ?? 0, lastWidth(0, options.align)]));
    return { aligned: nothing, output: joinVectors([...kept, nothing]) };
  }
  const scored = options.hfa === "full" ? featureImportance(parameters, name, groups, specific, options) : undefined;
  const scaled = scored === undefined ? specific : scaleFeatures(specific, scored.importance, specificFields);
  const aligned = layers(parameters, `${name}/align`, scaled, options.align, options.alignOutputActivation);
  return { ...scored, aligned, output: joinVectors([...kept, aligned]) };
}

/**
 * The importance of one entity's specific features (Eq. 3 and 4): p = 2 σ(FC([DCN(x) | MLP(x)])), x being v_spec, as in Eq. 3, or all groups, as in
 * the text before it. A p above 1 amplifies a feature, below 1 weakens it.
 *
 * @param specific v_spec [B, F · E]
 */
export function featureImportance(
  parameters: Parameters,
  name: string,
  { user, sequence, shared }: GroupVectors,
  specific: tf.Tensor,
  { crossInput, crossLayers, implicit: units, implicitOutputActivation }: HfaOptions,
): Importance {
  const x = crossInput === "specific" ? specific : joinVectors([user, sequence, shared, specific]);
  const explicit = crossNetwork(parameters, `${name}/cross`, crossLayers, x);
  const implicit = layers(parameters, `${name}/implicit`, x, units, implicitOutputActivation);
  const score = dense(parameters, `${name}/score`, tf.concat([explicit, implicit], 1));
  return { explicit, implicit, score, importance: tf.mul(tf.sigmoid(score), 2) };
}

function crossWidth(widths: Groups<number>, { crossInput }: HfaOptions): number {
  const { user, sequence, shared, specific } = widths;
  return crossInput === "specific" ? specific : sumWidths([user, sequence, shared, specific]);
}

/** Multiply and Flatten of Eq. 5: each of the F blocks of x [B, F · E] times its p [B, F]. */
function scaleFeatures(x: tf.Tensor, p: tf.Tensor, fields: number): tf.Tensor {
  const [rows, width] = x.shape;
  const blocks = tf.reshape(x, [rows, fields, width / fields]);
  return tf.reshape(tf.mul(blocks, tf.expandDims(p, 2)), [rows, width]);
}
