import { createRng, type Rng } from "../../../util/rng.ts";
import { zipf } from "../zipf.ts";
import { entities, entityTopicExponent, entityTopics, entityUsers } from "./entity-features.ts";

const groups = 8;
const latentSize = 3;
/** Standard deviations of what a topic adds to the logit: by the preference that both entities share, and by that of one alone. The tastes of the entities correlate by a third. */
const tasteEffects = { common: 1, own: 1.4 };
/** How much more than the label a history follows the preference. */
const historySharpness = 1.5;

/** Which topics users like: what knowledge of one entity tells of the other. */
export interface Taste {
  /** [users] group of each user; the log does not show it. */
  readonly groupOf: Int32Array;
  /** [entities][groups] of [topics]: what a topic adds to the logit. */
  readonly affinity: readonly (readonly Float64Array[])[];
  /** [entities][groups] of [topics]: cumulative shares of the topics in a history. */
  readonly history: readonly (readonly Float64Array[])[];
}

/**
 * Preferences as products of latent vectors of user groups and topics: a common part, the same in every entity, and a larger one of each
 * entity's own, uncorrelated with the others, so that every log has as much to transfer. Histories follow both.
 */
export function plantTaste(seed: number): Taste {
  const groupRng = createRng(seed, "groups");
  const groupOf = Int32Array.from({ length: entityUsers }, () => groupRng.below(groups));
  const [common, ...own] = uncorrelated([
    products(createRng(seed, "common taste")),
    ...entities.map((entity) => products(createRng(seed, `taste of ${entity}`))),
  ]);
  const affinity = own.map((part) =>
    Array.from({ length: groups }, (_, g) =>
      Float64Array.from({ length: entityTopics }, (__, t) => {
        const at = g * entityTopics + t;
        return tasteEffects.common * common[at] + tasteEffects.own * part[at];
      }),
    ),
  );
  const popularity = zipf(entityTopics, entityTopicExponent).map((sum, t, all) => sum - (t === 0 ? 0 : all[t - 1]));
  const history = affinity.map((rows) =>
    rows.map((row) => cumulated(row.map((a, t) => popularity[t] * Math.exp(historySharpness * a)))),
  );
  return { groupOf, affinity, history };
}

/** [groups · topics] products of normal vectors. */
function products(rng: Rng): Float64Array {
  const vectors = (count: number): Float64Array[] =>
    Array.from({ length: count }, () => Float64Array.from({ length: latentSize }, () => rng.normal()));
  const topics = vectors(entityTopics);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i], 0);
  return Float64Array.from(vectors(groups).flatMap((group) => topics.map((topic) => dot(group, topic))));
}

/** The parts with mean 0 and variance 1, each without what it shares with those before it. */
function uncorrelated(parts: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = [];
  for (const part of parts) {
    let rest = scaled(part);
    for (const other of found) {
      const correlation = rest.reduce((sum, value, i) => sum + value * other[i], 0) / rest.length;
      rest = rest.map((value, i) => value - correlation * other[i]);
    }
    found.push(scaled(rest));
  }
  return found;
}

function scaled(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return values.map((value) => (value - mean) / std);
}

function cumulated(weights: Float64Array): Float64Array {
  let total = 0;
  const sums = weights.map((weight) => (total += weight));
  return sums.map((sum) => sum / total);
}
