import { jsPairs } from "../distributions/pair-distances.ts";
import type { MassTable } from "../distributions/mass-table.ts";
import { wassersteinSum } from "../distributions/wasserstein-sum.ts";
import { createRng } from "../util/rng.ts";
import { domainSensitivity } from "./domain-sensitivity.ts";
import type { EffectHistogram } from "../data/read-effects.ts";
import { coarsen } from "./noise/coarsen.ts";
import { type Deck, dealer, makeDeck } from "./noise/dealing.ts";
import { kernelDealer, type Stream } from "./noise/deal-kernel.ts";
import { poolIds, poolRows, type Weighting } from "./noise/pooled.ts";
import { type NoiseFloor, summariseNoise } from "./noise/summary.ts";

/** The feature whose score is to be put against its noise. */
export interface NoiseQuestion {
  readonly cells: EffectHistogram;
  readonly weighting: Weighting;
  readonly sequence: boolean;
  /** Numerical: [V] the values of `cells.ids`, and the deviation that distances are divided by; null for categorical. */
  readonly numeric: { readonly points: ArrayLike<number>; readonly scale: number } | null;
  /** [D] domains that have mass; the others count in no pair. */
  readonly active: readonly boolean[];
  /** The score as observed. */
  readonly ds: number;
}

export interface NoiseOptions {
  readonly alpha: number;
  /** Deals wanted; large vocabularies get fewer, at least 20. */
  readonly resamples: number;
  /** Of the random numbers. */
  readonly stream: Stream;
}

const leastDeals = 20;
const mostPoints = 2048;
// Elementary steps for one feature, about a second of one core.
const workLimit = 120e6;

/**
 * What the domain sensitivity would be if the domains were exchangeable: the rows of the pooled feature are dealt anew, without
 * replacement, to domains of the observed sizes, and scored again (a permutation test on histogram cells instead of rows). The floor is the
 * (1 - alpha) quantile. It assumes that rows are independent: a user whose rows all fall into one domain is not a single draw here.
 */
export function noiseFloor(question: NoiseQuestion, options: NoiseOptions): NoiseFloor {
  const { deck, points, clustering, sharing } = prepare(question);
  const { seed, purpose } = options.stream;
  const deal = kernelDealer(deck, options.stream) ?? dealer(deck, createRng(seed, purpose));
  const unit = sharing / (question.numeric?.scale ?? 1);
  const score = (table: MassTable): number => {
    const ds = points === null ? domainSensitivity(jsPairs(table), table.totals).ds : wassersteinSum(table, points);
    return ds * unit;
  };
  const deals = affordableDeals(deck, options.resamples);
  const scores = Array.from({ length: deals }, () => score(deal()));
  return summariseNoise(scores, question.ds, clustering, options.alpha, deals === options.resamples);
}

interface Prepared {
  readonly deck: Deck;
  readonly points: Float64Array | null;
  readonly clustering: number;
  readonly sharing: number;
}

function prepare(question: NoiseQuestion): Prepared {
  const { cells, weighting, active, numeric } = question;
  if (numeric === null) {
    const pooled = poolIds(cells, weighting, active);
    return { deck: makeDeck(pooled), points: null, clustering: pooled.clustering, sharing: pooled.sharing };
  }
  const pool = question.sequence ? poolRows : poolIds;
  const coarse = coarsen(pool(cells, weighting, active), numeric.points, mostPoints);
  return { deck: makeDeck(coarse.pooled), points: coarse.points, clustering: 1, sharing: 1 };
}

function affordableDeals(deck: Deck, wanted: number): number {
  const work = deck.capacity * (4 + deck.domains / 2) + deck.value.length * 4 * deck.domains;
  return Math.max(Math.min(wanted, leastDeals), Math.min(wanted, Math.floor(workLimit / work)));
}
