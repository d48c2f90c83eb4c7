import { meanOverUsers } from "../metrics/mean-over-users.ts";
import { ndcg } from "../metrics/ndcg.ts";
import { recall } from "../metrics/recall.ts";
import type { CandidateList } from "./types.ts";

/** Recall@N and NDCG@N: means over users, null where there is none. */
export interface RankingMetrics {
  readonly recall: number | null;
  readonly ndcg: number | null;
}

/** Metrics of the best `n` items of each list. */
export interface MetricsAt {
  readonly n: number;
  /** [D] with the lists that have a relevant item. */
  readonly domains: (RankingMetrics & { readonly lists: number })[];
  /** Over the domains that have such a list, each with the same weight (ADI Table 3). */
  readonly mean: RankingMetrics;
}

/** The items' scores of one list, in their order: [items]. */
export type ListScores = (list: CandidateList) => ArrayLike<number>;

/**
 * Recall@N and NDCG@N of lists, by domain and over the domains, for each N ≥ 1 of `places`. Items go by score, equal scores in the order
 * of the list.
 */
export function evaluateLists(
  lists: readonly CandidateList[],
  domainCount: number,
  places: readonly number[],
  score: ListScores,
): MetricsAt[] {
  const scored = lists.map((list) => ({
    domain: list.domain,
    scores: score(list),
    relevant: new Set(list.relevant),
  }));
  return places.map((n) => {
    const domains = Array.from({ length: domainCount }, (_, d) => {
      const own = scored.filter(({ domain, relevant }) => domain === d && relevant.size > 0);
      return {
        lists: own.length,
        recall: meanOverUsers(own.map(({ scores, relevant }) => recall(scores, relevant, n))),
        ndcg: meanOverUsers(own.map(({ scores, relevant }) => ndcg(scores, relevant, n))),
      };
    });
    const mean = {
      recall: meanOverUsers(domains.map((domain) => domain.recall)),
      ndcg: meanOverUsers(domains.map((domain) => domain.ndcg)),
    };
    return { n, domains, mean };
  });
}
