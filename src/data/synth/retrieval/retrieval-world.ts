import { createRng, type Rng, shuffle } from "../../../util/rng.ts";

/** Domains of the log, with the share of users who go there and of items that it offers: about 60, 30 and 10 % of the rows. */
export const retrievalDomains = [
  { name: "shop", users: 0.9, items: 0.7 },
  { name: "video", users: 0.45, items: 0.5 },
  { name: "live", users: 0.15, items: 0.4 },
] as const;

/** V of what is known of items and users. */
export const worldSizes = { categories: 24, brands: 60, segments: 8, cities: 40 } as const;

/** Size of every latent vector. */
export const latentSize = 4;
/** Standard deviations of what interests add to the score of an item: those that a user has everywhere, and those of one domain. */
export const interestEffects = { shared: 1.6, specific: 1.2 } as const;
const popularityExponent = 0.8;
/** Share of the variance of an item's vector that its category or brand tells, and of a user's that the segment tells. */
const known = { item: 0.6, user: 0.4 };

/** Items, and what users look for in them; the log shows categories and brands, not the vectors. */
export interface RetrievalWorld {
  readonly categories: Int32Array;
  readonly brands: Int32Array;
  /** [items, latent]: what the interests that hold everywhere look at, and what those of a domain look at. */
  readonly shared: Float64Array;
  readonly specific: Float64Array;
  /** [segments, latent] */
  readonly segments: Float64Array;
  /** [D] of the items on offer. */
  readonly catalogues: readonly Int32Array[];
  /** [D] of log popularity, in the order of the catalogue. */
  readonly popularity: readonly Float64Array[];
}

/** Plants `items` items: an order of popularity for each domain, vectors around those of categories and brands. */
export function plantWorld(items: number, seed: number): RetrievalWorld {
  const rng = createRng(seed, "items");
  const groups = (count: number): Int32Array => Int32Array.from({ length: items }, () => rng.below(count));
  const [categories, brands] = [groups(worldSizes.categories), groups(worldSizes.brands)];
  const catalogues = retrievalDomains.map(({ items: share }) => catalogue(items, share, rng));
  return {
    categories,
    brands,
    shared: around(categories, normals(worldSizes.categories * latentSize, rng), known.item, rng),
    specific: around(brands, normals(worldSizes.brands * latentSize, rng), known.item, rng),
    segments: normals(worldSizes.segments * latentSize, rng),
    catalogues,
    popularity: catalogues.map((own) => Float64Array.from(own, (_, rank) => -popularityExponent * Math.log(rank + 1))),
  };
}

/** A user's vector that the segment tells in part. */
export function userVector({ segments }: RetrievalWorld, segment: number, rng: Rng): Float64Array {
  return around(Int32Array.of(segment), segments, known.user, rng);
}

export function normals(length: number, rng: Rng): Float64Array {
  return Float64Array.from({ length }, () => rng.normal());
}

/** Vectors of variance 1 around the centres of their groups. */
function around(groups: Int32Array, centres: Float64Array, share: number, rng: Rng): Float64Array {
  return Float64Array.from({ length: groups.length * latentSize }, (_, n) => {
    const centre = centres[groups[Math.floor(n / latentSize)] * latentSize + (n % latentSize)];
    return Math.sqrt(share) * centre + Math.sqrt(1 - share) * rng.normal();
  });
}

/** Items of one domain, the most popular first. */
function catalogue(items: number, share: number, rng: Rng): Int32Array {
  const all = Int32Array.from({ length: items }, (_, item) => item);
  shuffle(all, rng);
  return all.slice(0, Math.ceil(share * items));
}
