import { createRng, type Rng } from "../../../util/rng.ts";
import { zipf } from "../zipf.ts";
import { entities, entityTopicExponent, entityTopics, entityUsers } from "./entity-features.ts";

const groups = 8;
const latentSize = 3;
/** Standard deviations of what a topic adds to the logit: by the preference that both entities share, and by that of one alone. */
const tasteEffects = { common: 1.35, own: 1 };
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
 * Preferences as products of latent vectors of user groups and topics: a common part, the same in every entity, and a smaller one of each
 * entity's own. Histories follow both.
 */
export function plantTaste(seed: number): Taste {
  const groupRng = createRng(seed, "groups");
  const groupOf = Int32Array.from({ length: entityUsers }, () => groupRng.below(groups));
  const common = products(createRng(seed, "common taste"));
  const affinity = entities.map((entity) => {
    const own = products(createRng(seed, `taste of ${entity}`));
    return common.map((row, g) => row.map((value, t) => tasteEffects.common * value + tasteEffects.own * own[g][t]));
  });
  const popularity = zipf(entityTopics, entityTopicExponent).map((sum, t, all) => sum - (t === 0 ? 0 : all[t - 1]));
  const history = affinity.map((rows) =>
    rows.map((row) => cumulated(row.map((a, t) => popularity[t] * Math.exp(historySharpness * a)))),
  );
  return { groupOf, affinity, history };
}

/** [groups] of [topics] products of normal vectors, of variance 1. */
function products(rng: Rng): Float64Array[] {
  const vectors = (count: number): Float64Array[] =>
    Array.from({ length: count }, () => Float64Array.from({ length: latentSize }, () => rng.normal()));
  const topics = vectors(entityTopics);
  return vectors(groups).map((group) => {
    const dot = (topic: Float64Array): number => topic.reduce((sum, value, i) => sum + value * group[i], 0);
    return Float64Array.from(topics, (topic) => dot(topic) / Math.sqrt(latentSize));
  });
}

function cumulated(weights: Float64Array): Float64Array {
  let total = 0;
  const sums = weights.map((weight) => (total += weight));
  return sums.map((sum) => sum / total);
}
