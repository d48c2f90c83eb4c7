import * as tf from "@tensorflow/tfjs";
import type { Parameters } from "./dense.ts";
import type { AttentionKind } from "./retriever.ts";

/**
 * The retriever of DSFM Eq. 11–15 where the tokens are the units of a hidden layer, of size 1 (4.2.2): units z and external y, both
 * [B, H] and not negative, as they come from a ReLU, give Z' [B, H]. `retrieve` gives the same from [B, H, 1], over more tensors of
 * [B, H, d'].
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
 * Σ_j φ(q_i)·φ(k_j) y_j / Σ_j φ(q_i)·φ(k_j) with q_i = z_i w_Q and k_j = y_j w_K. As z ≥ 0, φ_c(z w) = z w⁺_c + exp(z w⁻_c) with
 * w⁺ = max(w, 0), w⁻ = min(w, 0): only the exponentials are tensors [B, d', H], and the gradient, by hand, needs no other: it consists of
 * products of them with one vector per row, which read them once each.
 */
function linearUnits(z: tf.Tensor, y: tf.Tensor, query: tf.Tensor, key: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [units, external, q, k] = given.slice(0, 4) as tf.Tensor[];
    const save = given[4] as tf.GradSaveFunc; // tf.js hands it over after the tensors.
    const [keyFeatures, queryFeatures] = [exponentials(external, negative(k)), exponentials(units, shifted(q))];
    const moments = momentsOf(external, k, keyFeatures);
    const total = (moment: tf.Tensor): tf.Tensor =>
      tf.add(combine(moment, queryFeatures), tf.mul(units, dot(moment, tf.relu(q))));
    const mass = total(moments.mass);
    const mean = tf.div(total(moments.sum), mass);
    const { first, second, firstFeatures, secondFeatures } = moments;
    const ofMoments = [moments.mass, moments.sum, first, second, firstFeatures, secondFeatures];
    save([units, q, queryFeatures, mass, mean, external, k, keyFeatures, ...ofMoments]);
    return { value: mean, gradFunc: linearUnitsGradient };
  })(z, y, query, key);
}

function linearUnitsGradient(dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor[] {
  const [units, query, queryFeatures, below, mean, external, key, keyFeatures, ...ofMoments] = saved;
  const [mass, sum, first, second, firstFeatures, secondFeatures] = ofMoments;
  const moments = { mass, sum, first, second, firstFeatures, secondFeatures };
  const ofSum = tf.div(dy, below);
  const upstream = { sum: ofSum, mass: tf.neg(tf.mul(ofSum, mean)) };
  const ofQueries = queryGradients({ units, query, features: queryFeatures, moments, upstream });
  const ofKeys = keyGradients({ external, key, features: keyFeatures, moments, upstream: ofQueries.moments });
  return [ofQueries.units, ofKeys.external, ofQueries.query, ofKeys.key];
}

/** A tensor for each of the two sums: of φ(k_j), and of φ(k_j) y_j. */
interface Pair {
  readonly mass: tf.Tensor;
  readonly sum: tf.Tensor;
}

/** The sums [B, d'], and what their gradient needs: Σ y and Σ y² [B, 1], Σ g y and Σ g y² [B, d'], g the exponentials. */
interface Moments extends Pair {
  readonly first: tf.Tensor;
  readonly second: tf.Tensor;
  readonly firstFeatures: tf.Tensor;
  readonly secondFeatures: tf.Tensor;
}

function momentsOf(y: tf.Tensor, key: tf.Tensor, features: tf.Tensor): Moments {
  const squares = tf.square(y);
  const [first, second] = [tf.sum(y, 1, true), tf.sum(squares, 1, true)];
  const [firstFeatures, secondFeatures] = [project(features, y), project(features, squares)];
  const positive = tf.relu(key);
  return {
    mass: tf.add(tf.sum(features, 2), tf.mul(first, positive)),
    sum: tf.add(firstFeatures, tf.mul(second, positive)),
    first,
    second,
    firstFeatures,
    secondFeatures,
  };
}

interface QueryTensors {
  /** [B, H] */
  readonly units: tf.Tensor;
  /** [1, d'] */
  readonly query: tf.Tensor;
  /** [B, d', H] */
  readonly features: tf.Tensor;
  readonly moments: Pair;
  /** [B, H]: the gradients of numerator and denominator. */
  readonly upstream: Pair;
}

function queryGradients({ units, query, features, moments, upstream }: QueryTensors) {
  const [positive, below] = [tf.relu(query), shifted(query)];
  const part = (moment: tf.Tensor, dy: tf.Tensor) => {
    const scaled = tf.mul(dy, units);
    const total = tf.sum(scaled, 1, true);
    const slope = tf.add(combine(tf.mul(moment, below), features), dot(moment, positive));
    return {
      units: tf.mul(dy, slope),
      ofPositive: tf.matMul(total, moment, true, false),
      ofNegative: tf.sum(tf.mul(moment, project(features, scaled)), 0, true),
      moment: tf.add(project(features, dy), tf.mul(total, positive)),
    };
  };
  const [mass, sum] = [part(moments.mass, upstream.mass), part(moments.sum, upstream.sum)];
  return {
    units: tf.add(mass.units, sum.units),
    query: bySign(query, tf.add(mass.ofPositive, sum.ofPositive), tf.add(mass.ofNegative, sum.ofNegative)),
    moments: { mass: mass.moment, sum: sum.moment },
  };
}

interface KeyTensors {
  /** [B, H] */
  readonly external: tf.Tensor;
  /** [1, d'] */
  readonly key: tf.Tensor;
  /** [B, d', H] */
  readonly features: tf.Tensor;
  readonly moments: Moments;
  /** [B, d']: the gradients of the sums. */
  readonly upstream: Pair;
}

/** dy_j = Σ_c ((n_c + m_c w⁻_c) g_jc + m_c w⁺_c) + y_j Σ_c (n_c w⁻_c g_jc + 2 n_c w⁺_c), (m, n) the gradients of the sums. */
function keyGradients({ external, key, features, moments, upstream }: KeyTensors) {
  const [positive, below] = [tf.relu(key), negative(key)];
  const { mass, sum } = upstream;
  const level = tf.add(combine(tf.add(sum, tf.mul(mass, below)), features), dot(mass, positive));
  const slope = tf.add(combine(tf.mul(sum, below), features), tf.mul(dot(sum, positive), 2));
  const { first, second, firstFeatures, secondFeatures } = moments;
  const ofPositive = tf.add(tf.matMul(first, mass, true, false), tf.matMul(second, sum, true, false));
  const ofNegative = tf.sum(tf.add(tf.mul(mass, firstFeatures), tf.mul(sum, secondFeatures)), 0, true);
  return { external: tf.add(level, tf.mul(external, slope)), key: bySign(key, ofPositive, ofNegative) };
}

/** exp(x_i w_c): x [B, H], w [1, d'] → [B, d', H]. */
function exponentials(x: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.exp(tf.mul(tf.expandDims(x, 1), column(weights)));
}

/** Σ_c m_c e_c per row and unit: m [B, d'], e [B, d', H] → [B, H]. */
function combine(vector: tf.Tensor, features: tf.Tensor): tf.Tensor {
  return tf.squeeze(tf.matMul(tf.expandDims(vector, 1), features), [1]);
}

/** Σ_i e_ci x_i per row: e [B, d', H], x [B, H] → [B, d']. Two plain passes cost less than B products of a small matrix and a vector. */
function project(features: tf.Tensor, x: tf.Tensor): tf.Tensor {
  return tf.sum(tf.mul(features, tf.expandDims(x, 1)), 2);
}

/** Σ_c m_c w_c per row: m [B, d'], w [1, d'] → [B, 1]. */
function dot(vector: tf.Tensor, weights: tf.Tensor): tf.Tensor {
  return tf.matMul(vector, column(weights));
}

function negative(weights: tf.Tensor): tf.Tensor {
  return tf.minimum(weights, 0);
}

/**
 * w⁻ less its maximum, which is 0 unless all weights are negative: then it multiplies all features of a query by one number, which
 * leaves the attention as it is, and keeps them from vanishing together where z is large.
 */
function shifted(weights: tf.Tensor): tf.Tensor {
  const below = negative(weights);
  return tf.sub(below, tf.max(below));
}

function bySign(weights: tf.Tensor, ofPositive: tf.Tensor, ofNegative: tf.Tensor): tf.Tensor {
  return tf.where(tf.greater(weights, 0), ofPositive, ofNegative);
}

/** [1, d'] → [d', 1] */
function column(weights: tf.Tensor): tf.Tensor {
  return tf.reshape(weights, [weights.size, 1]);
}

/**
 * ReLU(u w_1 + b_1) w_2 per unit: u [1, N] → [1, N]. With the mask m = [u w_1 + b_1 > 0] it is u P + Q, P = (w_1 w_2)·m and
 * Q = (b_1 w_2)·m; P is the slope in u, and the gradients of the weights are sums over m.
 */
function unitFfn(u: tf.Tensor, first: tf.Tensor, bias: tf.Tensor, second: tf.Tensor): tf.Tensor {
  return tf.customGrad((...given) => {
    const [x, w1, b1, w2] = given.slice(0, 4) as tf.Tensor[];
    const save = given[4] as tf.GradSaveFunc; // tf.js hands it over after the tensors.
    const outer = tf.reshape(w2, w1.shape);
    const offsets = tf.reshape(b1, w1.shape);
    const mask = tf.step(tf.add(tf.mul(column(w1), x), column(b1)));
    const slope = tf.matMul(tf.mul(w1, outer), mask);
    save([x, w1, offsets, outer, mask, slope]);
    return {
      value: tf.add(tf.mul(x, slope), tf.matMul(tf.mul(offsets, outer), mask)),
      gradFunc: (dy: tf.Tensor, [input, weights, shifts, scales, active, slopes]: tf.Tensor[]) => {
        const total = (row: tf.Tensor): tf.Tensor =>
          tf.reshape(tf.matMul(active, tf.reshape(row, [row.size, 1])), weights.shape);
        const [ofInput, ofOne] = [total(tf.mul(dy, input)), total(dy)];
        const ofSecond = tf.add(tf.mul(weights, ofInput), tf.mul(shifts, ofOne));
        const ofBias = tf.reshape(tf.mul(scales, ofOne), [scales.size]);
        return [tf.mul(dy, slopes), tf.mul(scales, ofInput), ofBias, column(ofSecond)];
      },
    };
  })(u, first, bias, second);
}
