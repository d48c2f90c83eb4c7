import { bestOf } from "../../../retrieval/best-of.ts";
import { createRng, type Rng } from "../../../util/rng.ts";
import {
  interestEffects,
  latentSize,
  normals,
  retrievalDomains,
  type RetrievalWorld,
  userVector,
  worldSizes,
} from "./retrieval-world.ts";

const leastItems = 4;
const meanMoreItems = 5;
const mostItems = 30;

/** What adds to the score of an item besides its popularity. */
export interface Interests {
  readonly shared: boolean;
  readonly specific: boolean;
}

/** A user's items in one domain. */
export interface UserChoices {
  readonly domain: number;
  /** Places in the catalogue, in the order in which they were drawn. */
  readonly places: readonly number[];
  /** The score of every item of the catalogue, by the interests named. */
  readonly scores: (interests: Interests) => Float64Array;
}

export interface PlantedUser {
  readonly segment: number;
  readonly city: number;
  readonly choices: readonly UserChoices[];
}

/**
 * User number `user`: the domains that they go to, and the items that they choose there, drawn one after another without replacement with
 * probabilities in proportion to exp(score). A score is log popularity, plus the shared interests, the same in every domain, plus those
 * of the domain. The same world, seed and number give the same user.
 */
export function plantUser(world: RetrievalWorld, user: number, seed: number): PlantedUser {
  const rng = createRng(seed, `user ${user}`);
  const segment = rng.below(worldSizes.segments);
  const city = rng.below(worldSizes.cities);
  const shared = userVector(world, segment, rng);
  const visited = retrievalDomains.flatMap((domain, d) => (rng.uniform() < domain.users ? [d] : []));
  const choices = (visited.length === 0 ? [0] : visited).map((domain) => {
    const scores = scorer(world, domain, shared, normals(latentSize, rng));
    return { domain, scores, places: choose(scores({ shared: true, specific: true }), rng) };
  });
  return { segment, city, choices };
}

function scorer(
  world: RetrievalWorld,
  domain: number,
  shared: Float64Array,
  specific: Float64Array,
): UserChoices["scores"] {
  const effect = (interests: Float64Array, vectors: Float64Array, item: number, size: number): number => {
    let sum = 0;
    for (let h = 0; h < latentSize; h++) sum += interests[h] * vectors[item * latentSize + h];
    return (size * sum) / Math.sqrt(latentSize);
  };
  return (interests) =>
    world.popularity[domain].map((popularity, place) => {
      const item = world.catalogues[domain][place];
      const everywhere = interests.shared ? effect(shared, world.shared, item, interestEffects.shared) : 0;
      const here = interests.specific ? effect(specific, world.specific, item, interestEffects.specific) : 0;
      return popularity + everywhere + here;
    });
}

/** Draws without replacement: the largest of the scores with Gumbel noise, in this order. */
function choose(scores: Float64Array, rng: Rng): number[] {
  const more = Math.floor(-Math.log(1 - rng.uniform()) * meanMoreItems);
  const noisy = scores.map((score) => score - Math.log(-Math.log(rng.uniform() + 2 ** -33)));
  return bestOf(noisy, noisy.length, Math.min(leastItems + more, mostItems));
}
