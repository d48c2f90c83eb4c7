import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { AttentionKind } from "./retriever.ts";

/**
 * The retriever of DSFM Eq. 11–15 where the tokens are the units of a hidden layer, of size 1 (4.2.2): units z and external y, both [B, H] and
 * not negative, as they come from a ReLU, give Z' [B, H]. `retrieve` gives the same from [B, H, 1], at several times the cost.
 *
 * With tokens of size 1, W_V W_O is one number s, and A_i = s · Σ_j w_ij y_j with the weights w_ij of the attention.
 */
export function retrieveUnits(
  parameters: Parameters,
  name: string,
  kind: AttentionKind,
  units: tf.Tensor,
  external: tf.Tensor,
): tf.Tensor {
  const kernel = (part: string): tf.Tensor => parameters[`${name}/${part}/kernel`];
  const attended = kind === "linear" ? linearUnits : softmaxUnits;
  const mean = attended(units, external, kernel("query"), kernel("key"));
  const strength = tf.matMul(kernel("value"), kernel("output"));
  const enriched = tf.add(units, tf.mul(mean, strength));
  const [first, second] = [`${name}/ffn/0`, `${name}/ffn/1`];
  const inner = tf.reshape(
    unitFfn(
      tf.reshape(enriched, [1, enriched.size]),
      parameters[`${first}/kernel`],
      parameters[`${first}/bias`],
      parameters[`${second}/kernel`],
    ),
    enriched.shape,
  );
  return tf.add(tf.add(inner, parameters[`${second}/bias`]), enriched);
}

/** The scores are z_i y_j (w_Q · w_K) / √d'. */
function softmaxUnits(z: tf.Tensor, y: tf.Tensor, query: tf.Tensor, key: tf.Tensor): tf.Tensor {
  const slope = tf.div(tf.matMul(query, key, false, true), Math.sqrt(query.size));
  const scores = tf.matMul(tf.expandDims(tf.mul(z, slope), 2), tf.expandDims(y, 1));
  return tf.squeeze(tf.matMul(tf.softmax(scores), tf.expandDims(y, 2)), [2]);
}

/**
 * Σ_j φ(q_i)·φ(k_j) y_j / Σ_j φ(q_i)·φ(k_j) with q_i = z_i w_Q and k_j = y_j w_K. As z ≥ 0, φ_c(z w) = z max(w_c, 0) + exp(z min(w_c, 0)),
 * so that only the exponentials are tensors [B, d', H], and the gradient, by hand, needs no other: it has products with them alone.
 */
function linearUnits(z: tf.Tensor, y: tf.Tensor, query: tf.Tensor, key: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [units, external, q, k] = given.slice(0, 4) as tf.Tensor[];
    const save = given[4] as unknown as tf.GradSaveFunc; // tf.js hands it over after the tensors.
    const keys = keyMoments(external, k);
    const queries = queryProducts(units, q, keys.moments);
    const [mass, sum] = tf.split(queries.products, 2, 1);
    const mean = tf.div(sum, mass);
    const { powers: all, exponentials, raw: sums, totals: perPower, moments: both } = keys;
    save([units, q, k, queries.exponentials, mass, mean, all, exponentials, sums, perPower, both]);
    return {
      value: tf.reshape(mean, units.shape),
      gradFunc: (dy: tf.Tensor, [u, w, v, e, below, quotient, powers, g, raw, totals, moments]: tf.Tensor[]) => {
        const slope = tf.div(tf.reshape(dy, below.shape), below);
        const upstream = tf.concat([tf.neg(tf.mul(slope, quotient)), slope], 1);
        const ofQueries = queryGradients({ units: u, query: w, exponentials: e, moments, upstream });
        const ofKeys = keyGradients({ key: v, powers, exponentials: g, raw, totals, upstream: ofQueries.moments });
        return [ofQueries.units, ofKeys.external, ofQueries.query, ofKeys.key];
      },
    };
  })(z, y, query, key);
}

interface KeyMoments {
  /** [B, 3, H]: 1, y and y². */
  readonly powers: tf.Tensor;
  /** [B, d', H]: exp(y_j min(w_c, 0)). */
  readonly exponentials: tf.Tensor;
  /** [B, d', 3]: Σ_j of the exponentials times each power. */
  readonly raw: tf.Tensor;
  /** [B, 1, 3]: Σ_j of each power. */
  readonly totals: tf.Tensor;
  /** [B, d', 2]: Σ_j φ_c(k_j) and Σ_j φ_c(k_j) y_j. */
  readonly moments: tf.Tensor;
}

function keyMoments(y: tf.Tensor, key: tf.Tensor): KeyMoments {
  const powers = tf.stack([tf.onesLike(y), y, tf.square(y)], 1);
  const exponentials = exponentialsOf(y, key);
  const raw = tf.matMul(exponentials, powers, false, true);
  const totals = tf.expandDims(tf.sum(powers, 2), 1);
  const linear = tf.mul(column(tf.relu(key)), lastTwo(totals));
  return { powers, exponentials, raw, totals, moments: tf.add(firstTwo(raw), linear) };
}

/** Σ_c φ_c(q_i) M_cr for both moments r: [B, 2, H]. */
function queryProducts(z: tf.Tensor, query: tf.Tensor, moments: tf.Tensor) {
  const exponentials = exponentialsOf(z, query);
  const linear = tf.mul(weightedMoments(moments, tf.relu(query)), tf.expandDims(z, 1));
  return { exponentials, products: tf.add(tf.matMul(moments, exponentials, true, false), linear) };
}

interface QueryTensors {
  /** [B, H] */
  readonly units: tf.Tensor;
  /** [1, d'] */
  readonly query: tf.Tensor;
  /** [B, d', H] */
  readonly exponentials: tf.Tensor;
  /** [B, d', 2] */
  readonly moments: tf.Tensor;
  /** [B, 2, H]: the gradient of the products. */
  readonly upstream: tf.Tensor;
}

function queryGradients({ units, query, exponentials, moments, upstream }: QueryTensors) {
  const scaled = tf.mul(upstream, tf.expandDims(units, 1));
  const raw = tf.matMul(exponentials, tf.concat([upstream, scaled], 1), false, true);
  const totals = tf.expandDims(tf.sum(scaled, 2), 1);
  const slopes = tf.add(
    tf.matMul(tf.mul(moments, column(negative(query))), exponentials, true, false),
    weightedMoments(moments, tf.relu(query)),
  );
  return {
    units: tf.sum(tf.mul(upstream, slopes), 1),
    query: bySign(query, tf.mul(moments, totals), tf.mul(moments, tf.slice(raw, [0, 0, 2]))),
    moments: tf.add(firstTwo(raw), tf.mul(column(tf.relu(query)), totals)),
  };
}

interface KeyTensors extends Omit<KeyMoments, "moments"> {
  /** [1, d'] */
  readonly key: tf.Tensor;
  /** [B, d', 2]: the gradient of the moments. */
  readonly upstream: tf.Tensor;
}

/** dy_j = a_j + y_j b_j with a = Σ_c (n_c + m_c w⁻_c) g_c + m_c w⁺_c, b = Σ_c n_c w⁻_c g_c + 2 n_c w⁺_c, (m, n) the gradient of the moments. */
function keyGradients({ key, powers, exponentials, raw, totals, upstream }: KeyTensors) {
  const [ofMass, ofSum] = tf.split(upstream, 2, 2);
  const below = column(negative(key));
  const coefficients = tf.concat([tf.add(ofSum, tf.mul(ofMass, below)), tf.mul(ofSum, below)], 2);
  const linear = tf.mul(weightedMoments(upstream, tf.relu(key)), tf.tensor3d([1, 2], [1, 2, 1]));
  const slopes = tf.add(tf.matMul(coefficients, exponentials, true, false), linear);
  return {
    external: tf.sum(tf.mul(slopes, tf.slice(powers, [0, 0, 0], [-1, 2, -1])), 1),
    key: bySign(key, tf.mul(upstream, lastTwo(totals)), tf.mul(upstream, lastTwo(raw))),
  };
}

/** exp(x_i min(w_c, 0)): x [B, H], w [1, d'] → [B, d', H]. */
function exponentialsOf(x: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.exp(tf.mul(tf.expandDims(x, 1), column(negative(weights))));
}

/** Σ_c w_c M_cr: [B, d', 2] → [B, 2, 1]. */
function weightedMoments(moments: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.expandDims(tf.sum(tf.mul(moments, column(weights)), 1), 2);
}

/** The gradient of weights [1, d']: Σ over rows and moments [B, d', 2] of one term where a weight is positive, else of the other. */
function bySign(weights: tf.Tensor, ofPositive: tf.Tensor, ofNegative: tf.Tensor): tf.Tensor {
  const total = (term: tf.Tensor): tf.Tensor => tf.reshape(tf.sum(term, [0, 2]), weights.shape);
  return tf.where(tf.greater(weights, 0), total(ofPositive), total(ofNegative));
}

function negative(weights: tf.Tensor): tf.Tensor {
  return tf.minimum(weights, 0);
}

/** [1, d'] → [d', 1] */
function column(weights: tf.Tensor): tf.Tensor {
  return tf.reshape(weights, [weights.size, 1]);
}

function firstTwo(moments: tf.Tensor): tf.Tensor {
  return tf.slice(moments, [0, 0, 0], [-1, -1, 2]);
}

function lastTwo(moments: tf.Tensor): tf.Tensor {
  return tf.slice(moments, [0, 0, 1], [-1, -1, 2]);
}

/**
 * ReLU(u w_1 + b_1) w_2 per unit: u [1, N] → [1, N]. With the mask m = [u w_1 + b_1 > 0] it is u P + Q, P = (w_1 w_2)·m and
 * Q = (b_1 w_2)·m; P is the slope in u, and the gradients of the weights are sums over m.
 */
function unitFfn(u: tf.Tensor, first: tf.Tensor, bias: tf.Tensor, second: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [x, w1, b1, w2] = given.slice(0, 4) as tf.Tensor[];
    const save = given[4] as unknown as tf.GradSaveFunc; // tf.js hands it over after the tensors.
    const lines = tf.concat([column(w1), column(b1)], 1);
    const mask = tf.step(tf.add(tf.mul(column(w1), x), column(b1)));
    const [slope, offset] = tf.split(tf.matMul(tf.mul(lines, w2), mask, true, false), 2, 0);
    save([x, lines, w2, mask, slope]);
    return {
      value: tf.add(tf.mul(x, slope), offset),
      gradFunc: (dy: tf.Tensor, [input, weights, outer, active, slopes]: tf.Tensor[]) => {
        const totals = tf.matMul(active, tf.concat([tf.mul(dy, input), dy], 0), false, true);
        const [ofFirst, ofBias] = tf.split(tf.mul(totals, outer), 2, 1);
        const ofSecond = tf.sum(tf.mul(totals, weights), 1, true);
        return [tf.mul(dy, slopes), tf.reshape(ofFirst, [1, outer.size]), tf.reshape(ofBias, [outer.size]), ofSecond];
      },
    };
  })(u, first, bias, second);
}
